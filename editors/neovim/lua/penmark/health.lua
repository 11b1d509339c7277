--- `:checkhealth penmark`.

local clients = require("penmark.clients")
local executable = require("penmark.executable")
local options = require("penmark.options")
local revival = require("penmark.revival")
local said = require("penmark.said")
local start = require("penmark.start")
local work = require("penmark.work")

local M = {}

local NEEDED = "0.1.0"
local PYTHON_NEEDED = "3.11.0"

local function check_neovim()
  local version = vim.version()
  local name = ("Neovim %d.%d.%d"):format(version.major, version.minor, version.patch)
  if vim.fn.has("nvim-0.11") == 1 then
    vim.health.ok(name .. ", by `vim.lsp.enable()`")
  else
    vim.health.ok(name .. ", by an autocommand: `vim.lsp.enable()` came with 0.11")
  end
end

---@param path string
local function check_version(path)
  local version, why = executable.version(path)
  if not version then
    why = why and why ~= "" and ": " .. why or ""
    vim.health.error(("`%s --version` does not work%s"):format(path, why), {
      "Its environment may have lost its Python: install it again by `pipx reinstall penmark` "
        .. "or `uv tool install --reinstall .`",
    })
  elseif vim.version.lt(version, NEEDED) then
    vim.health.error(("penmark %s is too old; %s is needed"):format(version, NEEDED), {
      "Upgrade: `pipx upgrade penmark` or `uv tool upgrade penmark`",
    })
  else
    vim.health.ok(("penmark %s: %s"):format(version, path))
  end
end

--- What is there to install the program with.
---@return string advice
local function python()
  local path = executable.python()
  if not path then
    return "Python 3.11 or later is needed, and there is none on PATH"
  end
  local version = executable.version(path)
  if not version or vim.version.lt(version, PYTHON_NEEDED) then
    return ("Python 3.11 or later is needed; %s is %s"):format(path, version or "broken")
  end
  return ("Python %s: %s"):format(version, path)
end

local function check_program()
  local cmd = start.config().cmd
  local found = type(cmd) == "table" and vim.fn.exepath(cmd[1]) or executable.find(vim.fn.getcwd())
  if found and found ~= "" then
    check_version(found)
    return
  end
  vim.health.error("there is no program `penmark`", {
    "Install it from a clone: `pipx install .` or `uv tool install .`",
    python(),
    "`:help penmark-install` tells more; `:Penmark restart` looks for it again",
  })
end

--- What the server could not read, or was not asked to.
---@param client vim.lsp.Client
local function check_settings(client)
  for _, message in ipairs(said.by(client.id)) do
    vim.health.warn(("the server said at %s: %s"):format(message.time, message.text))
  end
  local settings = client.config.settings or {}
  if not vim.tbl_isempty(settings) and settings.penmark == nil then
    vim.health.error("the settings have no section `penmark`, and do not count", "`:help penmark-settings`")
  end
end

---@param client vim.lsp.Client
local function check_client(client)
  local buffers = work.counted(vim.tbl_count(client.attached_buffers), "buffer")
  local root = client.config.root_dir or "no project: single files"
  vim.health.ok(("client %d: %s, %s"):format(client.id, buffers, root))
  vim.health.info("positions in " .. client.offset_encoding)
  local pulls = client.server_capabilities.diagnosticProvider ~= nil
  vim.health.info("diagnostics are " .. (pulls and "pulled by Neovim" or "pushed by the server"))
  if client.server_capabilities.codeLensProvider then
    vim.health.info("code lenses are " .. (options.get().code_lens and "on" or "off (option `code_lens`)"))
  end
  check_settings(client)
end

--- The name of an open file of a type that the server looks at.
---@return string?
local function open_file()
  local filetypes = start.config().filetypes
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    local file = vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].buftype == ""
    if file and vim.tbl_contains(filetypes, vim.bo[buffer].filetype) then
      return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ":~:.")
    end
  end
end

local function check_absence()
  local file = open_file()
  if not options.get().enable then
    vim.health.info("not running: it is switched off (option `enable`)")
  elseif not file then
    vim.health.info("not running: no file of a type that it looks at is open")
  else
    vim.health.warn(("not running, though %s is open"):format(file), {
      "`:Penmark restart` starts it, `:Penmark log` shows what it last wrote",
    })
  end
end

local function check_clients()
  local all = vim.lsp.get_clients({ name = "penmark" })
  if #all == 0 then
    check_absence()
  end
  if revival.last() then
    local report = #all == 0 and vim.health.error or vim.health.warn
    report(("the server ended by itself, the last time with %s"):format(revival.last()), {
      "`:Penmark log` shows what it wrote before",
    })
  end
  vim.iter(all):each(check_client)
end

local function check_options()
  local problems = options.problems()
  for _, problem in ipairs(problems) do
    vim.health.error(problem, "`:help penmark-options`")
  end
  if #problems == 0 then
    vim.health.ok("options")
  end
end

--- Diagnostics can be there and yet not be seen.
local function check_display()
  local client = clients.find()
  local namespace = client and clients.namespace(client)
  local shown = vim.tbl_extend(
    "force",
    vim.diagnostic.config(),
    namespace and vim.diagnostic.config(nil, namespace) or {}
  )
  if not vim.diagnostic.is_enabled() then
    vim.health.warn("diagnostics are switched off", "`:lua vim.diagnostic.enable()`")
  elseif not (shown.virtual_text or shown.virtual_lines) then
    vim.health.info("messages are not written beside the code, as is usual since Neovim 0.11")
    vim.health.info("`<C-W>d` shows the one under the cursor; to show all: `:help penmark-display`")
  end
  if not (shown.underline or shown.signs) then
    vim.health.warn(
      "neither underlines nor signs are on: findings are not to be seen",
      "`:help penmark-display`"
    )
  end
  if not shown.update_in_insert then
    vim.health.info("findings appear when Insert mode is left (`update_in_insert` is off)")
  end
end

function M.check()
  vim.health.start("Neovim")
  check_neovim()
  vim.health.start("Program")
  check_program()
  vim.health.start("Client")
  check_clients()
  vim.health.start("Options")
  check_options()
  check_display()
end

return M
