--- Neovim's own inline completion (0.12), with any server for it: copilot-language-server, and others.

vim.lsp.inline_completion.enable()

vim.keymap.set("i", "<Tab>", function()
  local accepted = vim.lsp.inline_completion.get({
    on_accept = function(item)
      local client = vim.lsp.get_client_by_id(item.client_id)
      require("penmark").expect_insert({ assistant = client and client.name })
      return item
    end,
  })
  return accepted and "" or "<Tab>"
end, { expr = true, desc = "Accept the inline completion" })
