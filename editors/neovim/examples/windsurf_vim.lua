--- windsurf.vim (Exafunction, formerly codeium.vim): a key of our own in place of its `<Tab>`.

vim.g.codeium_no_map_tab = true

vim.keymap.set("i", "<Tab>", function()
  local keys = vim.fn["codeium#Accept"]()
  if keys:find("codeium#CompletionText", 1, true) then -- else it types a tab
    require("penmark").expect_insert({ assistant = "windsurf" })
  end
  return keys
end, { expr = true, script = true, silent = true, nowait = true, desc = "Accept Windsurf's completion" })
