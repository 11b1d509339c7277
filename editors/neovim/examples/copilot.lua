--- copilot.lua (zbirenbaum): a key of our own in place of its `accept`.

require("copilot").setup({ suggestion = { auto_trigger = true, keymap = { accept = false } } })

vim.keymap.set("i", "<M-l>", function()
  require("copilot.suggestion").accept(function(suggestion)
    require("penmark").expect_insert({ assistant = "copilot" })
    return suggestion
  end)
end, { desc = "Accept Copilot's suggestion" })
