--- windsurf.vim (Exafunction, formerly codeium.vim): a key of our own in place of its `<Tab>`.

vim.g.codeium_disable_bindings = 1

vim.keymap.set("i", "<C-g>", function()
  require("penmark").expect_insert({ assistant = "windsurf" })
  return vim.fn["codeium#Accept"]()
end, { expr = true, silent = true, desc = "Accept Windsurf's completion" })
