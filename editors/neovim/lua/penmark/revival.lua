--- A server that ended by itself is started again, but not for ever.

local clients = require("penmark.clients")

local M = {}

local MOST = 3
local WITHIN_MS = 180000
local DELAY_MS = 500
local TERMINATED = 15

---@type integer[] When it ended by itself, in milliseconds.
local ends = {}

---@type string? How it ended the last time.
local last

--- Count from nothing again.
function M.forgive()
  ends = {}
  last = nil
end

--- How the server ended, if it has ended by itself: "exit code 1" or "signal 9".
---@return string?
function M.last()
  return last
end

---@param code integer
---@param signal integer
function M.on_exit(code, signal)
  if (code == 0 and (signal == 0 or signal == TERMINATED)) or vim.v.exiting ~= vim.NIL then
    return
  end
  last = signal ~= 0 and ("signal %d"):format(signal) or ("exit code %d"):format(code)
  vim.schedule(function()
    local now = vim.uv.now()
    ends = vim.tbl_filter(function(before)
      return now - before < WITHIN_MS
    end, ends)
    table.insert(ends, now)
    if #ends > MOST then
      require("penmark.start").stop()
      clients.warn("the server keeps ending. `:Penmark log` shows why, `:Penmark restart` tries again.")
      return
    end
    vim.defer_fn(require("penmark.start").attach, DELAY_MS * #ends)
  end)
end

return M
