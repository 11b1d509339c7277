--- `:Penmark explain`: the page of a rule.

local clients = require("penmark.clients")
local page = require("penmark.page")

local M = {}

---@param one vim.Diagnostic
---@param line integer
---@param column integer
local function covers(one, line, column)
  local after_start = line > one.lnum or (line == one.lnum and column >= one.col)
  local before_end = line < one.end_lnum or (line == one.end_lnum and column < one.end_col)
  return after_start and before_end
end

--- The rule of the diagnostic under the cursor, else of the first one in its line.
---@param client vim.lsp.Client
---@return string?
local function rule_here(client)
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local line = row - 1
  local in_line
  for _, one in ipairs(vim.diagnostic.get(0, { namespace = clients.namespace(client) })) do
    if covers(one, line, column) then
      return one.code --[[@as string]]
    end
    in_line = in_line or (one.lnum == line and one.code or nil)
  end
  return in_line
end

---@param rule string
---@param markdown string
---@param mods? string
local function open(rule, markdown, mods)
  local buffer = page.show("penmark://rules/" .. rule, vim.split(markdown, "\n"), mods)
  vim.bo[buffer].filetype = "markdown"
  pcall(vim.treesitter.start, buffer, "markdown") -- where there is no parser, it is read as it is
  vim.wo[0][0].conceallevel = 2
end

--- Show a page in a split.
---@param rule? string Default: the rule under the cursor.
---@param mods? string Where the split goes, as of a command.
function M.run(rule, mods)
  local client = clients.need()
  if not client then
    return
  end
  rule = rule or rule_here(client)
  if not rule then
    clients.tell("there is no finding in this line. `:Penmark explain RULE` explains any rule.")
    return
  end
  clients.request(client, "workspace/executeCommand", {
    command = "penmark.explainRule",
    arguments = { rule },
  }, function(err, markdown)
    if err then
      clients.warn(("there is no rule %q."):format(rule))
    else
      open(rule, markdown, mods)
    end
  end)
end

return M
