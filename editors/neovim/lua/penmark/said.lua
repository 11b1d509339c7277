--- What the server has told the person, to be read again by `:checkhealth`.

local M = {}

---@type table<integer, { time: string, text: string }[]> By client.
local said = {}

--- The handler of `window/showMessage`: keep it, and show it as Neovim does.
function M.handler(err, params, context, config)
  if params then
    local list = said[context.client_id] or {}
    said[context.client_id] = list
    table.insert(list, { time = os.date("%H:%M:%S"), text = params.message })
  end
  return vim.lsp.handlers["window/showMessage"](err, params, context, config)
end

--- The messages of a client, the oldest first.
---@param client_id integer
---@return { time: string, text: string }[]
function M.by(client_id)
  return said[client_id] or {}
end

return M
