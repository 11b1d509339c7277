--- Attaching to files: by vim.lsp.enable() since Neovim 0.11, by a FileType autocommand before.

local clients = require("penmark.clients")
local config = require("penmark.config")
local options = require("penmark.options")

local M = {}

local native = vim.fn.has("nvim-0.11") == 1
local group = vim.api.nvim_create_augroup("penmark.start", {})
local started = false

---@type vim.lsp.ClientConfig & { filetypes: string[], root_markers: string[] }
local legacy

---@return vim.lsp.ClientConfig & { filetypes: string[], root_markers: string[] }
local function shipped()
  return dofile(vim.api.nvim_get_runtime_file("lsp/penmark.lua", false)[1])
end

---@return vim.lsp.ClientConfig & { filetypes: string[], root_markers: string[] }
local function resolved()
  return native and vim.lsp.config.penmark or legacy
end

--- The first marker that any parent folder has counts.
---@param bufnr integer
---@return string? folder
local function root(bufnr)
  for _, marker in ipairs(legacy.root_markers) do
    local found = vim.fs.root(bufnr, marker)
    if found then
      return found
    end
  end
end

---@param bufnr integer
local function attach_legacy(bufnr)
  local wanted = vim.api.nvim_buf_is_loaded(bufnr)
    and vim.bo[bufnr].buftype == ""
    and vim.tbl_contains(legacy.filetypes, vim.bo[bufnr].filetype)
  if wanted and M.executable() then
    local merged = vim.tbl_extend("force", legacy, { name = "penmark", root_dir = root(bufnr) })
    vim.lsp.start(merged, { bufnr = bufnr })
  end
end

local function enable_legacy()
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    desc = "Penmark: attach",
    callback = function(event)
      attach_legacy(event.buf)
    end,
  })
  vim.iter(vim.api.nvim_list_bufs()):each(attach_legacy)
end

local function disable()
  if native then
    vim.lsp.enable("penmark", false)
  else
    vim.api.nvim_clear_autocmds({ group = group })
    vim.iter(vim.lsp.get_clients({ name = "penmark" })):each(clients.stop)
  end
end

local function warn_if_missing()
  vim.api.nvim_create_autocmd("FileType", {
    group = vim.api.nvim_create_augroup("penmark.missing", {}),
    pattern = resolved().filetypes,
    desc = "Penmark: tell once that the program is missing",
    callback = function(event)
      if vim.bo[event.buf].buftype ~= "" then
        return false
      end
      if not M.executable() then
        clients.warn("there is no program `penmark`. `:help penmark-install` tells how to get it.")
      end
      return true
    end,
  })
end

--- Whether what is to be run is there.
---@return boolean
function M.executable()
  local cmd = resolved().cmd
  return type(cmd) == "function" or vim.fn.executable(cmd[1]) == 1
end

--- The configuration that clients are started with.
---@return vim.lsp.ClientConfig
function M.config()
  return resolved() or config.additions(shipped())
end

--- Take the options as they are now, and attach to files of the right types, open ones included.
function M.start()
  if native then
    vim.lsp.config("penmark", config.additions(vim.lsp.config.penmark))
  else
    local base = shipped()
    base.capabilities = vim.lsp.protocol.make_client_capabilities()
    legacy = vim.tbl_deep_extend("force", base, config.additions(base))
  end
  if not options.get().enable then
    if started then
      disable()
    end
    started = false
    return
  end
  started = true
  warn_if_missing()
  M.attach()
end

--- Attach to the files that are open, and to those that will be.
function M.attach()
  if native then
    vim.lsp.enable("penmark")
  else
    vim.api.nvim_clear_autocmds({ group = group })
    enable_legacy()
  end
end

--- End all clients, and attach to nothing more.
---@param done? fun() Called when they are gone.
function M.stop(done)
  disable()
  local ended = vim.uv.now() + 3000
  local function look()
    local left = vim.lsp.get_clients({ name = "penmark" })
    if #left == 0 then
      return done and done()
    end
    if vim.uv.now() > ended then
      vim.iter(left):each(clients.kill)
      ended = math.huge
    end
    vim.defer_fn(look, 20)
  end
  look()
end

--- Start the server anew. It is looked for again, so that one that has been installed meanwhile is found.
function M.restart()
  require("penmark.revival").forgive()
  M.stop(function()
    if native then
      vim.lsp.config("penmark", config.additions(vim.lsp.config.penmark))
    else
      legacy = vim.tbl_deep_extend("force", legacy, config.additions(legacy))
    end
    if not M.executable() then
      return clients.warn("there is no program `penmark`. `:help penmark-install` tells how to get it.")
    end
    M.attach()
  end)
end

return M
