--- supermaven-nvim: a key of our own in place of its `<Tab>`. Others that keep their suggestion to
--- themselves go likewise.

require("supermaven-nvim").setup({ disable_keymaps = true })

vim.keymap.set("i", "<Tab>", function()
  local preview = require("supermaven-nvim.completion_preview")
  if preview.has_suggestion() then
    require("penmark").expect_insert({ assistant = "supermaven" })
  end
  preview.on_accept_suggestion() -- types a tab if there is none
end, { desc = "Accept Supermaven's completion" })
