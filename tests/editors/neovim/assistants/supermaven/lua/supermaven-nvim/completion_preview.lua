--- The text is put in by text edits at once, and some keys are typed that come later.

local M = {}

local function type_keys(keys)
  vim.api.nvim_feedkeys(vim.keycode(keys), "n", false)
end

function M.has_suggestion()
  return vim.g.completion ~= nil
end

function M.on_accept_suggestion()
  if not vim.g.completion then
    type_keys("<Tab>")
    return
  end
  local line = vim.fn.line(".") - 1
  local range =
    { start = { line = line, character = 0 }, ["end"] = { line = line, character = vim.fn.col("$") } }
  type_keys("<Space><Left><Del>")
  vim.lsp.util.apply_text_edits(
    { { range = range, newText = vim.g.completion } },
    vim.api.nvim_get_current_buf(),
    "utf-8"
  )
  vim.api.nvim_win_set_cursor(0, { vim.fn.line("$"), 0 })
end

return M
