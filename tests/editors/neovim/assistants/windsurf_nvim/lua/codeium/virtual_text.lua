--- The key is answered with keys that put in the text.

local M = {}

function M.get_current_completion_item()
  return vim.g.completion
end

function M.get_completion_text()
  return vim.g.completion
end

function M.accept()
  if not vim.g.completion then
    return "\t"
  end
  return '<C-g>u<C-R><C-O>=v:lua.require("codeium.virtual_text").get_completion_text()<CR>'
end

return M
