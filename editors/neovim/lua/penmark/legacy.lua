--- Attaching by an autocommand, for Neovim 0.10.

local clients = require("penmark.clients")
local config = require("penmark.config")

local M = {}

local group = vim.api.nvim_create_augroup("penmark.legacy", {})

---@type vim.lsp.Config
local configured

--- Lay the options, as they are now, over what is shipped.
function M.configure()
  local shipped = dofile(vim.api.nvim_get_runtime_file("lsp/penmark.lua", false)[1])
  shipped.name = "penmark"
  -- Neovim 0.10 takes a client's capabilities in place of its own.
  shipped.capabilities = vim.lsp.protocol.make_client_capabilities()
  configured = vim.tbl_deep_extend("force", shipped, config.additions(shipped))
end

---@return vim.lsp.Config
function M.config()
  return configured
end

--- The first marker that any parent folder has counts.
---@param bufnr integer
---@return string? folder
local function root(bufnr)
  for _, marker in ipairs(configured.root_markers) do
    local found = vim.fs.root(bufnr, marker)
    if found then
      return found
    end
  end
end

---@param bufnr integer
local function attach(bufnr)
  local wanted = vim.api.nvim_buf_is_loaded(bufnr)
    and vim.bo[bufnr].buftype == ""
    and vim.tbl_contains(configured.filetypes, vim.bo[bufnr].filetype)
  if wanted and config.is_executable(configured.cmd) then
    vim.lsp.start(vim.tbl_extend("force", configured, { root_dir = root(bufnr) }), { bufnr = bufnr })
  end
end

--- Attach to the files that are open, and to those that will be.
function M.enable()
  vim.api.nvim_create_autocmd("FileType", {
    group = vim.api.nvim_create_augroup("penmark.legacy", { clear = true }),
    desc = "Penmark: attach",
    callback = function(event)
      attach(event.buf)
    end,
  })
  vim.iter(vim.api.nvim_list_bufs()):each(attach)
end

--- End all clients, and attach to nothing more.
function M.disable()
  vim.api.nvim_clear_autocmds({ group = group })
  vim.iter(vim.lsp.get_clients({ name = "penmark" })):each(clients.stop)
end

return M
