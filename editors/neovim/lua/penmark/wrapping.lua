--- Virtual lines end at the edge of the window: a sentence needs several.

local M = {}

--- What Neovim draws in front of the text: `└──── `, in cells.
local BRANCH = 6

---@param text string
---@param width integer
---@return string[]
local function wrap(text, width)
  local lines, line = {}, ""
  for word in text:gmatch("%S+") do
    local longer = line == "" and word or line .. " " .. word
    if line ~= "" and vim.fn.strdisplaywidth(longer) > width then
      table.insert(lines, line)
      longer = word
    end
    line = longer
  end
  return vim.list_extend(lines, { line })
end

--- The message of a diagnostic, in lines that fit below its place in the current window.
---@param diagnostic vim.Diagnostic
---@return string
function M.format(diagnostic)
  local window = vim.fn.getwininfo(vim.api.nvim_get_current_win())[1]
  local room = window.width - window.textoff - BRANCH
  local text = ("%s: %s"):format(diagnostic.code, diagnostic.message)
  return table.concat(wrap(text, math.max(30, room - diagnostic.col)), "\n")
end

return M
