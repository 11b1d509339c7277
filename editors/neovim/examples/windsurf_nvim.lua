--- windsurf.nvim (Exafunction, formerly codeium.nvim) with virtual text: a key of our own in place of
--- its `accept`.

require("codeium").setup({
  virtual_text = { enabled = true, key_bindings = { accept = false } },
})

vim.keymap.set("i", "<Tab>", function()
  local codeium = require("codeium.virtual_text")
  if codeium.get_current_completion_item() then
    require("penmark").expect_insert({ assistant = "windsurf" })
  end
  return codeium.accept()
end, { expr = true, script = true, silent = true, nowait = true, desc = "Accept Windsurf's completion" })
