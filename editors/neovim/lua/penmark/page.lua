--- Text to read, in a split of its own. `q` closes it.

local M = {}

--- What helps to write is in the way of who reads.
local reading = {
  linebreak = true,
  list = false,
  number = false,
  relativenumber = false,
  signcolumn = "no",
  spell = false,
  wrap = true,
}

---@param name string
---@return integer buffer
local function named_buffer(name)
  local buffer = vim.fn.bufnr("^" .. vim.fn.escape(name, "*?[]{},\\") .. "$")
  if buffer == -1 then
    buffer = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(buffer, name)
    vim.bo[buffer].bufhidden = "wipe"
    vim.keymap.set("n", "q", "<cmd>close<cr>", { buffer = buffer, desc = "Close the page" })
  end
  return buffer
end

--- Show a page; one that is open already is shown there, with its new text.
---@param name string What the buffer is called.
---@param lines string[]
---@param mods? string Where the split goes, as of a command.
---@return integer buffer It is the current one.
function M.show(name, lines, mods)
  local buffer = named_buffer(name)
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  local window = vim.fn.bufwinid(buffer)
  if window ~= -1 then
    vim.api.nvim_set_current_win(window)
  else
    vim.cmd((mods or "") .. " split")
    vim.api.nvim_win_set_buf(0, buffer)
  end
  for option, value in pairs(reading) do
    vim.wo[0][0][option] = value
  end
  return buffer
end

return M
