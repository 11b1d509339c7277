--- `:Penmark scan`: the findings of all files, as diagnostics and in the quickfix list.

local clients = require("penmark.clients")
local work = require("penmark.work")

local M = {}

--- Open the quickfix list, but leave the cursor where the person is writing.
local function open_list()
  local window = vim.api.nvim_get_current_win()
  vim.cmd("botright copen")
  vim.api.nvim_set_current_win(window)
end

function M.run()
  work.run("penmark.scanWorkspace", function(result, client)
    vim.diagnostic.setqflist({ namespace = clients.namespace(client), title = "Penmark", open = false })
    if result.findings > 0 and vim.api.nvim_get_mode().mode == "n" then
      open_list()
    end
    local found, files = work.counted(result.findings, "finding"), work.counted(result.files, "file")
    clients.tell(("%s in %s%s"):format(found, files, work.rest(result)))
  end)
end

return M
