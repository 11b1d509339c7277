--- What is set up for a buffer that the server looks at.

local clients = require("penmark.clients")
local options = require("penmark.options")

local M = {}

---@return vim.diagnostic.Opts
local function display()
  local shown = vim.deepcopy(options.get().diagnostic)
  local lines = shown.virtual_lines
  if lines then
    local given = type(lines) == "table" and lines or {}
    shown.virtual_lines = vim.tbl_extend("keep", given, { format = require("penmark.wrapping").format })
  end
  return shown
end

---@param client vim.lsp.Client
---@param bufnr integer
function M.attach(client, bufnr)
  require("penmark.status").forget(bufnr)
  -- Of Penmark's own namespace only: how other diagnostics are shown is not for us to say.
  vim.diagnostic.config(display(), clients.namespace(client))
  if options.get().code_lens and clients.supports(client, "textDocument/codeLens") then
    require("penmark.lens").enable(client, bufnr)
  end
end

return M
