--- The text is put in by text edits, once the key has been dealt with.

local M = {}

function M.accept(modifier)
  if not vim.g.completion then
    return
  end
  local suggestion = modifier({ text = vim.g.completion })
  vim.schedule(function()
    local here = { line = vim.fn.line(".") - 1, character = 0 }
    local edit = { range = { start = here, ["end"] = here }, newText = suggestion.text }
    vim.lsp.util.apply_text_edits({ edit }, vim.api.nvim_get_current_buf(), "utf-8")
  end)
end

return M
