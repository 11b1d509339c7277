--- The clients of Penmark, and how they are asked.

local M = {}

local colon = vim.fn.has("nvim-0.11") == 1

--- The client of a buffer, or the only one that runs.
---@param bufnr? integer Default: the current one.
---@return vim.lsp.Client?
function M.find(bufnr)
  local here = vim.lsp.get_clients({ name = "penmark", bufnr = bufnr or 0 })
  if here[1] then
    return here[1]
  end
  local all = vim.lsp.get_clients({ name = "penmark" })
  return #all == 1 and all[1] or nil
end

--- The same; without one, the person is told.
---@param bufnr? integer Default: the current one.
---@return vim.lsp.Client?
function M.need(bufnr)
  local client = M.find(bufnr)
  if not client then
    M.warn("not running for this file. `:checkhealth penmark` tells why.")
  end
  return client
end

---@param client vim.lsp.Client
---@param method string
---@param params table
---@param answer fun(err: lsp.ResponseError?, result: any)
---@param bufnr? integer
function M.request(client, method, params, answer, bufnr)
  if colon then
    client:request(method, params, answer, bufnr)
  else
    client.request(method, params, answer, bufnr)
  end
end

--- Ask, and wait for the answer.
---@param client vim.lsp.Client
---@param method string
---@param params table
---@param timeout_ms integer
---@param bufnr integer
---@return any result nil if it was refused or did not come in time.
function M.request_sync(client, method, params, timeout_ms, bufnr)
  local answer
  if colon then
    answer = client:request_sync(method, params, timeout_ms, bufnr)
  else
    answer = client.request_sync(method, params, timeout_ms, bufnr)
  end
  return answer and answer.result
end

---@param client vim.lsp.Client
---@param method string
---@param params table
function M.notify(client, method, params)
  if colon then
    client:notify(method, params)
  else
    client.notify(method, params)
  end
end

---@param client vim.lsp.Client
---@param method string
---@return boolean
function M.supports(client, method)
  if colon then
    return client:supports_method(method)
  end
  return client.supports_method(method)
end

---@param client vim.lsp.Client
function M.stop(client)
  if colon then
    client:stop()
  else
    client.stop()
  end
end

--- End a client whose server does not answer.
---@param client vim.lsp.Client
function M.kill(client)
  if colon then
    client:stop(true)
  else
    client.stop(true)
  end
end

--- Where Neovim keeps the diagnostics that this client is sent.
---@param client vim.lsp.Client
---@return integer
function M.namespace(client)
  return vim.lsp.diagnostic.get_namespace(client.id)
end

---@param message string
function M.tell(message)
  vim.notify("Penmark: " .. message, vim.log.levels.INFO)
end

---@param message string
function M.warn(message)
  vim.notify("Penmark: " .. message, vim.log.levels.WARN)
end

return M
