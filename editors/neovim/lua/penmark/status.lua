--- What the server says of each open file.

local M = {}

---@class penmark.Status
---@field state "checking"|"checked"|"not-checked"
---@field findings integer
---@field reason? string Why it is not checked.
---@field version? integer Of the text that this is said of.

---@type table<integer, penmark.Status>
local known = {}

---@param params penmark.Status | { uri: string }
function M.received(params)
  local bufnr = vim.uri_to_bufnr(params.uri)
  known[bufnr] = {
    state = params.state,
    findings = params.findings,
    reason = params.reason,
    version = params.version ~= vim.NIL and params.version or nil,
  }
  vim.api.nvim_exec_autocmds("User", {
    pattern = "PenmarkStatus",
    modeline = false,
    data = { buf = bufnr, status = known[bufnr] },
  })
end

--- What an earlier server said counts no more.
---@param bufnr integer
function M.forget(bufnr)
  known[bufnr] = nil
end

---@param bufnr? integer
---@return penmark.Status?
function M.get(bufnr)
  bufnr = bufnr and bufnr ~= 0 and bufnr or vim.api.nvim_get_current_buf()
  return #vim.lsp.get_clients({ name = "penmark", bufnr = bufnr }) > 0 and known[bufnr] or nil
end

---@param bufnr? integer
---@return string
function M.line(bufnr)
  local status = M.get(bufnr)
  if not status then
    return ""
  elseif status.state == "checking" then
    return "penmark …"
  elseif status.state == "not-checked" then
    return "penmark –"
  end
  return "penmark " .. (status.findings > 0 and status.findings or "✓")
end

return M
