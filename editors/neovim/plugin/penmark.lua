if vim.g.loaded_penmark then
  return
end
vim.g.loaded_penmark = true

if vim.fn.has("nvim-0.10") == 0 then
  vim.notify("Penmark needs Neovim 0.10 or later.", vim.log.levels.WARN)
  return
end

vim.api.nvim_create_user_command("Penmark", function(call)
  require("penmark.commands").run(call)
end, {
  nargs = "*",
  bang = true,
  desc = "Penmark: scan, fix, explain, log, restart, …",
  complete = function(lead, line)
    return require("penmark.commands").complete(lead, line)
  end,
})

vim.api.nvim_create_autocmd("LspAttach", {
  group = vim.api.nvim_create_augroup("penmark.attach", {}),
  desc = "Penmark: diagnostics and code lenses of a buffer",
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == "penmark" then
      require("penmark.attach").attach(client, event.buf)
    end
  end,
})

local function start()
  require("penmark.start").start()
end

-- A plugin manager that loads plugins late calls setup() after this file: it must not come too late.
if vim.v.vim_did_enter == 1 then
  vim.schedule(start)
else
  start()
end
