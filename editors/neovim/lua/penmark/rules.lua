--- The ids of the rules that there are, for completion.

local M = {}

---@type string[]?
local known

--- All ids. The first call asks the program, which takes half a second.
---@return string[]
function M.ids()
  if not known then
    local cmd = require("penmark.start").config().cmd
    local program = type(cmd) == "table" and cmd[1] or require("penmark.executable").find()
    local ran, result = pcall(function()
      return vim.system({ program, "rules", "--format", "json" }, { text = true, timeout = 5000 }):wait()
    end)
    if not ran or result.code ~= 0 then
      return {}
    end
    known = vim.tbl_map(function(rule)
      return rule.id
    end, vim.json.decode(result.stdout))
  end
  return known
end

return M
