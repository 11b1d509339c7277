--- What other code may call. Everything else of this plugin may change.

local M = {}

--- Set options. Not needed otherwise: the plugin works once it is on the runtime path.
---@param options? penmark.Options
function M.setup(options)
  require("penmark.options").set(options or {})
  if vim.g.loaded_penmark then
    require("penmark.start").start()
  end
end

--- What is known of a buffer, or nil where Penmark is not attached.
---@param bufnr? integer Default: the current one.
---@return penmark.Status?
function M.status(bufnr)
  return require("penmark.status").get(bufnr)
end

--- The same in a few characters, for a statusline; empty where Penmark is not attached.
---@param bufnr? integer Default: the current one.
---@return string
function M.statusline(bufnr)
  return require("penmark.status").line(bufnr)
end

--- Make the fixes that are safe, and wait until they are made: for BufWritePre.
---@param options? { bufnr?: integer, timeout_ms?: integer } Default: the current buffer, half a second.
function M.fix(options)
  local given = options or {}
  require("penmark.fix").now(given.bufnr or vim.api.nvim_get_current_buf(), given.timeout_ms or 500)
end

--- Tell that an assistant has just inserted text.
---@param insertion? penmark.Insertion
---@return boolean told Whether there was a server to tell.
function M.did_insert(insertion)
  return require("penmark.insertion").did_insert(insertion or {})
end

--- Tell that an assistant is about to insert text: what comes next into the buffer is reported as its work.
---@param insertion? penmark.Insertion Its range is not needed.
function M.expect_insert(insertion)
  require("penmark.insertion").expect_insert(insertion or {})
end

return M
