--- Commands of the server that look at the whole workspace: one at a time, with progress, and cancellable.

local clients = require("penmark.clients")

local M = {}

local group = vim.api.nvim_create_augroup("penmark.work", {})
local count = 0

---@type { client: integer, token: string }?
local running

---@param value { message?: string, title?: string, percentage?: integer }
local function show(value)
  if value.message then
    local share = value.percentage and ("%d %%, "):format(value.percentage) or ""
    vim.api.nvim_echo({ { ("Penmark: %s%s"):format(share, value.message) } }, false, {})
  end
end

---@param token string
local function show_progress(token)
  vim.api.nvim_create_autocmd("LspProgress", {
    group = group,
    pattern = "report",
    desc = "Penmark: progress of the work on the workspace",
    callback = function(event)
      local params = event.data.params or event.data.result
      if params.token == token then
        show(params.value)
      end
    end,
  })
end

---@class penmark.Work
---@field files integer
---@field notChecked integer
---@field cancelled boolean
---@field findings? integer
---@field fixes? integer

--- Run a command of the server.
---@param command string
---@param done fun(work: penmark.Work, client: vim.lsp.Client)
function M.run(command, done)
  local client = clients.need()
  if not client then
    return
  end
  if running and vim.lsp.get_client_by_id(running.client) then
    clients.warn("still at work. `:Penmark cancel` ends it.")
    return
  end
  count = count + 1
  local token = "penmark-work-" .. count
  running = { client = client.id, token = token }
  show_progress(token)
  clients.request(client, "workspace/executeCommand", {
    command = command,
    workDoneToken = token,
  }, function(err, result)
    running = nil
    vim.api.nvim_clear_autocmds({ group = group })
    if err then
      clients.warn(err.message)
    else
      done(result, client)
    end
  end)
end

--- End what is running.
function M.cancel()
  local client = running and vim.lsp.get_client_by_id(running.client)
  if running and client then
    clients.notify(client, "window/workDoneProgress/cancel", { token = running.token })
  else
    clients.tell("nothing is running.")
  end
end

--- "1 file", "2 files".
---@param number integer
---@param noun string
---@return string
function M.counted(number, noun)
  return ("%d %s%s"):format(number, noun, number == 1 and "" or "s")
end

--- What every kind of work ends with.
---@param work penmark.Work
---@return string
function M.rest(work)
  local unchecked = work.notChecked > 0 and (", %d not checked"):format(work.notChecked) or ""
  return unchecked .. (work.cancelled and " (cancelled)" or ".")
end

return M
