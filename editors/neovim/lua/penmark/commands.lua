--- The command `:Penmark`.

local clients = require("penmark.clients")

local M = {}

---@class penmark.Subcommand
---@field run fun(call: table, argument?: string)
---@field arguments? fun(): string[]

---@type table<string, penmark.Subcommand>
local subcommands = {
  cancel = {
    run = function()
      require("penmark.work").cancel()
    end,
  },
  explain = {
    run = function(call, rule)
      require("penmark.explain").run(rule, call.mods)
    end,
    arguments = function()
      return require("penmark.rules").ids()
    end,
  },
  fix = {
    run = function(call)
      if call.bang then
        require("penmark.fix").workspace()
      else
        require("penmark.fix").buffer()
      end
    end,
  },
  log = {
    run = function(call)
      require("penmark.log").open(call.mods)
    end,
  },
  restart = {
    run = function()
      require("penmark.start").restart()
    end,
  },
  scan = {
    run = function()
      require("penmark.scan").run()
    end,
  },
  stop = {
    run = function()
      require("penmark.start").stop()
    end,
  },
}

--- What can stand after `:Penmark`.
---@return string[]
local function names()
  local all = vim.list_extend({ "fix!" }, vim.tbl_keys(subcommands))
  table.sort(all)
  return all
end

---@param lead string
---@param words string[]
---@return string[]
local function beginning_with(lead, words)
  return vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, words)
end

--- Run `:Penmark NAME [ARGUMENT]`. `fix!` and `:Penmark! fix` mean the same.
---@param call table What nvim_create_user_command() passes.
function M.run(call)
  local name, bang = (call.fargs[1] or ""):match("^(.-)(!?)$")
  local subcommand = subcommands[name]
  if not subcommand then
    local known = "one of: " .. table.concat(names(), ", ")
    clients.warn(name == "" and known or ("no command %q; %s"):format(name, known))
    return
  end
  call.bang = call.bang or bang == "!"
  subcommand.run(call, call.fargs[2])
end

---@param lead string What has been typed of the word.
---@param line string The whole command line.
---@return string[]
function M.complete(lead, line)
  local name = line:match("Penmark!?%s+(%S+)%s+%S*$")
  if not name then
    return beginning_with(lead, names())
  end
  local subcommand = subcommands[name]
  return subcommand and subcommand.arguments and beginning_with(lead, subcommand.arguments()) or {}
end

return M
