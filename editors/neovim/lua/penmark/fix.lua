--- `:Penmark fix`: all fixes that keep what the code does, in a buffer or in the workspace.

local clients = require("penmark.clients")
local work = require("penmark.work")

local M = {}

local KIND = "source.fixAll.penmark"

---@param bufnr integer
---@return table
local function params(bufnr)
  local last = vim.api.nvim_buf_line_count(bufnr)
  return {
    textDocument = vim.lsp.util.make_text_document_params(bufnr),
    range = { start = { line = 0, character = 0 }, ["end"] = { line = last, character = 0 } },
    context = { only = { KIND }, diagnostics = {} },
  }
end

---@param client vim.lsp.Client
---@param action lsp.CodeAction
local function apply(client, action)
  vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  clients.tell("what is safe to fix is fixed.")
end

--- Fix the buffer, as one change to undo.
---@param bufnr? integer Default: the current one.
function M.buffer(bufnr)
  bufnr = bufnr or vim.api.nvim_get_current_buf()
  local client = clients.need(bufnr)
  if not client then
    return
  end
  clients.request(client, "textDocument/codeAction", params(bufnr), function(err, actions)
    local action = (actions or {})[1]
    if err then
      clients.warn(err.message)
    elseif not action then
      clients.tell("nothing here is safe to fix without a look at it.")
    elseif action.edit then
      apply(client, action)
    else
      clients.request(client, "codeAction/resolve", action, function(refused, whole)
        if refused then
          clients.warn(refused.message)
        else
          apply(client, whole)
        end
      end, bufnr)
    end
  end, bufnr)
end

--- The same, done when this returns, and without a word: for what happens before a file is written.
---@param bufnr integer
---@param timeout_ms integer
function M.now(bufnr, timeout_ms)
  local client = vim.lsp.get_clients({ name = "penmark", bufnr = bufnr })[1]
  local ended = vim.uv.now() + timeout_ms
  local function ask(method, asked)
    local left = math.max(1, ended - vim.uv.now())
    return client and asked and clients.request_sync(client, method, asked, left, bufnr) or nil
  end
  local action = (ask("textDocument/codeAction", params(bufnr)) or {})[1]
  local whole = action and (action.edit and action or ask("codeAction/resolve", action))
  if whole then
    vim.lsp.util.apply_workspace_edit(whole.edit, client.offset_encoding)
  end
end

--- Fix all files. They are opened and changed, not written.
function M.workspace()
  work.run("penmark.fixWorkspace", function(result)
    local fixes, files =
      work.counted(result.fixes, "fix"):gsub("fixs$", "fixes"), work.counted(result.files, "file")
    local write = result.fixes > 0 and " `:wall` writes them." or ""
    clients.tell(("%s in %s%s%s"):format(fixes, files, work.rest(result), write))
  end)
end

return M
