--- Attaching by vim.lsp.enable(), since Neovim 0.11.

local config = require("penmark.config")

local M = {}

--- Lay the options, as they are now, over what is configured.
function M.configure()
  vim.lsp.config("penmark", config.additions(vim.lsp.config.penmark))
end

---@return vim.lsp.Config
function M.config()
  return vim.lsp.config.penmark
end

--- Attach to the files that are open, and to those that will be.
function M.enable()
  vim.lsp.enable("penmark")
end

--- End all clients, and attach to nothing more.
function M.disable()
  vim.lsp.enable("penmark", false)
end

return M
