--- Starting, stopping and starting again.

local clients = require("penmark.clients")
local config = require("penmark.config")
local options = require("penmark.options")

local M = {}

--- How long the server may take to end by itself.
local PATIENCE_MS = 3000

local started = false
local warned = false

local way = require(vim.fn.has("nvim-0.11") == 1 and "penmark.native" or "penmark.legacy")

--- Attach to the files that are open, and to those that will be.
M.attach = way.enable

--- The configuration that clients are started with.
---@type fun(): vim.lsp.Config
M.config = way.config

local function warn()
  warned = true
  clients.warn("there is no program `penmark`. `:help penmark-install` tells how to get it.")
end

--- Tell once that the program is missing, when a file comes that it is for.
local function warn_if_missing()
  vim.api.nvim_create_autocmd("FileType", {
    group = vim.api.nvim_create_augroup("penmark.missing", {}),
    pattern = way.config().filetypes,
    desc = "Penmark: tell that the program is missing",
    callback = function(event)
      if vim.bo[event.buf].buftype ~= "" then
        return false
      end
      if not warned and not config.is_executable(way.config().cmd) then
        warn()
      end
      return true
    end,
  })
end

--- Take the options as they are now, and attach to files of the right types, open ones included.
function M.start()
  way.configure()
  if options.get().enable then
    started = true
    warn_if_missing()
    way.enable()
  elseif started then
    started = false
    way.disable()
  end
end

--- End all clients, and attach to nothing more.
---@param done? fun() Called when they are gone.
function M.stop(done)
  way.disable()
  local last = vim.uv.now() + PATIENCE_MS
  local function look()
    local left = vim.lsp.get_clients({ name = "penmark" })
    if #left == 0 then
      return done and done()
    end
    if vim.uv.now() > last then
      vim.iter(left):each(clients.kill)
    end
    vim.defer_fn(look, 20)
  end
  look()
end

--- Start the server anew. It is looked for again, so that one that has been installed meanwhile is found.
function M.restart()
  require("penmark.revival").forgive()
  M.stop(function()
    way.configure()
    if config.is_executable(way.config().cmd) then
      way.enable()
    else
      warn()
    end
  end)
end

return M
