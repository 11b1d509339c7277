--- What the plugin adds to `lsp/penmark.lua`.

local executable = require("penmark.executable")
local options = require("penmark.options")

local M = {}

---@type vim.lsp.Config["cmd"]
local default_cmd = { "penmark", "lsp" }

--- What this module has set, to be told from what the person has.
---@type vim.lsp.Config["cmd"]
local our_cmd = default_cmd

---@param configured vim.lsp.Config["cmd"]
---@return vim.lsp.Config["cmd"]
local function cmd(configured)
  if not vim.deep_equal(configured, default_cmd) and not vim.deep_equal(configured, our_cmd) then
    return configured
  end
  if options.get().venv then
    our_cmd = function(dispatchers, config)
      local root = config and config.root_dir or vim.fs.root(0, ".venv")
      return vim.lsp.rpc.start({ executable.expect(root), "lsp" }, dispatchers)
    end
  else
    our_cmd = { executable.expect(), "lsp" }
  end
  return our_cmd
end

--- The person's own callbacks, and ours after them.
---@param configured vim.lsp.Config["on_exit"]
---@return function[]
local function on_exit(configured)
  local ours = require("penmark.revival").on_exit
  local callbacks = type(configured) == "table" and configured or { configured }
  callbacks = vim.tbl_filter(function(callback)
    return callback ~= ours
  end, callbacks)
  return vim.list_extend(callbacks, { ours })
end

--- Whether what is to be run is there. Of a function nobody knows.
---@param command vim.lsp.Config["cmd"]
---@return boolean
function M.is_executable(command)
  return type(command) == "function" or vim.fn.executable(command[1]) == 1
end

--- What is laid over a configuration.
---@param configured vim.lsp.Config
---@return vim.lsp.Config
function M.additions(configured)
  configured = vim.tbl_deep_extend("force", configured, options.get().lsp)
  local handlers = {
    ["penmark/status"] = function(_, params)
      require("penmark.status").received(params)
    end,
  }
  if not (configured.handlers or {})["window/showMessage"] then
    handlers["window/showMessage"] = require("penmark.said").handler
  end
  if not vim.lsp.codelens.enable then
    handlers["workspace/codeLens/refresh"] = function(_, _, context)
      require("penmark.lens").refresh_all(context.client_id)
      return vim.NIL
    end
  end
  return vim.tbl_deep_extend("force", options.get().lsp, {
    cmd = cmd(configured.cmd),
    capabilities = {
      workspace = { codeLens = { refreshSupport = true } },
      experimental = { penmark = { status = true } },
    },
    handlers = handlers,
    on_exit = on_exit(configured.on_exit),
  })
end

return M
