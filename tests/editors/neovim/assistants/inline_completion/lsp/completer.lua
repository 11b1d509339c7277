--- A language server within Neovim, which has one completion for everything.

local function results()
  return {
    initialize = { capabilities = { inlineCompletionProvider = {} } },
    ["textDocument/inlineCompletion"] = { items = { { insertText = vim.g.completion } } },
  }
end

return {
  filetypes = { "python" },
  cmd = function()
    return {
      request = function(method, _, answer)
        answer(nil, results()[method])
        return true, 1
      end,
      notify = function()
        return true
      end,
      is_closing = function()
        return false
      end,
      terminate = function() end,
    }
  end,
}
