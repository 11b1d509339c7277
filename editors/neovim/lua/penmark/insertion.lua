--- Telling the server what an assistant inserted.

local clients = require("penmark.clients")

local M = {}

---@class penmark.Insertion
---@field bufnr? integer Default: the current buffer.
---@field range? integer[] Line and column, of start and of end, from 0, in bytes. Default: the last change.
---@field assistant? string Which assistant, as `copilot`.
---@field model? string Which model, as it calls itself.

local namespace = vim.api.nvim_create_namespace("penmark.insertion")

--- How long an expected insertion may take to come, and then to be finished.
local COMES_MS = 1000
local SETTLES_MS = 50

---@param bufnr integer
---@return integer[] range
local function last_change(bufnr)
  local first, last = vim.api.nvim_buf_get_mark(bufnr, "["), vim.api.nvim_buf_get_mark(bufnr, "]")
  local text = vim.api.nvim_buf_get_lines(bufnr, last[1] - 1, last[1], false)[1] or ""
  return { math.max(0, first[1] - 1), first[2], math.max(0, last[1] - 1), math.min(last[2] + 1, #text) }
end

---@param bufnr integer
---@param line integer
---@param column integer In bytes.
---@param encoding string
---@return lsp.Position
local function position(bufnr, line, column, encoding)
  local text = vim.api.nvim_buf_get_lines(bufnr, line, line + 1, false)[1] or ""
  column = math.min(column, #text)
  if encoding ~= "utf-8" then
    local utf32, utf16 = vim.str_utfindex(text, column)
    column = encoding == "utf-16" and utf16 or utf32
  end
  return { line = line, character = column }
end

---@param insertion penmark.Insertion
---@return boolean told
function M.did_insert(insertion)
  local bufnr = insertion.bufnr and insertion.bufnr ~= 0 and insertion.bufnr or vim.api.nvim_get_current_buf()
  local client = vim.lsp.get_clients({ name = "penmark", bufnr = bufnr })[1]
  if not client then
    return false
  end
  local range = insertion.range or last_change(bufnr)
  clients.notify(client, "penmark/didInsert", {
    textDocument = { uri = vim.uri_from_bufnr(bufnr), version = vim.lsp.util.buf_versions[bufnr] },
    range = {
      start = position(bufnr, range[1], range[2], client.offset_encoding),
      ["end"] = position(bufnr, range[3], range[4], client.offset_encoding),
    },
    source = { assistant = insertion.assistant, model = insertion.model },
  })
  return true
end

--- Assistants insert at once, by keys that are typed for them, or when a server has answered, and mend the
--- indentation after it: what is reported is where the first inserted text stands once that is over.
---@param insertion penmark.Insertion
function M.expect_insert(insertion)
  local bufnr = insertion.bufnr and insertion.bufnr ~= 0 and insertion.bufnr or vim.api.nvim_get_current_buf()
  local mark ---@type integer?
  local over = false

  local function report()
    over = true
    local found = vim.api.nvim_buf_is_valid(bufnr)
      and vim.api.nvim_buf_get_extmark_by_id(bufnr, namespace, mark, { details = true })
    if found and found[1] then
      vim.api.nvim_buf_del_extmark(bufnr, namespace, mark)
      local range = { found[1], found[2], found[3].end_row, found[3].end_col }
      M.did_insert(vim.tbl_extend("force", insertion, { bufnr = bufnr, range = range }))
    end
  end

  vim.api.nvim_buf_attach(bufnr, false, {
    on_bytes = function(_, _, _, line, column, _, _, _, _, lines, last_column, bytes)
      if over or mark then
        return true
      end
      if bytes < 2 then
        return
      end
      mark = 0
      vim.schedule(function()
        if not vim.api.nvim_buf_is_loaded(bufnr) then
          return
        end
        local end_row = line + lines
        local end_col = lines == 0 and column + last_column or last_column
        mark = vim.api.nvim_buf_set_extmark(bufnr, namespace, line, column, {
          end_row = end_row,
          end_col = end_col,
          right_gravity = false,
          end_right_gravity = true,
          strict = false,
        })
        vim.defer_fn(report, SETTLES_MS)
      end)
    end,
  })
  vim.defer_fn(function()
    over = over or not mark
  end, COMES_MS)
end

return M
