--- The line above inserted code that offers to make it safe. Other servers' lenses are left alone.

local clients = require("penmark.clients")

local M = {}

---@param client vim.lsp.Client
---@param bufnr integer
local function refresh(client, bufnr)
  if vim.api.nvim_buf_is_loaded(bufnr) then
    local params = { textDocument = vim.lsp.util.make_text_document_params(bufnr) }
    clients.request(client, "textDocument/codeLens", params, vim.lsp.codelens.on_codelens, bufnr)
  end
end

--- Show lenses. The server tells when they change.
---@param client vim.lsp.Client
---@param bufnr integer
function M.enable(client, bufnr)
  if vim.lsp.codelens.enable then
    vim.lsp.codelens.enable(true, { bufnr = bufnr, client_id = client.id })
  else
    refresh(client, bufnr)
  end
end

--- The lenses of a client's buffers have changed.
---@param client_id integer
function M.refresh_all(client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  if client and require("penmark.options").get().code_lens then
    for bufnr in pairs(client.attached_buffers) do
      refresh(client, bufnr)
    end
  end
end

return M
