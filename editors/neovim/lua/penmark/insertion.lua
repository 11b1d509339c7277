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

---@param bufnr? integer
---@return integer
local function resolved(bufnr)
  return bufnr and bufnr ~= 0 and bufnr or vim.api.nvim_get_current_buf()
end

---@param bufnr integer
---@param row integer From 0.
---@return string
local function line(bufnr, row)
  return vim.api.nvim_buf_get_lines(bufnr, row, row + 1, false)[1] or ""
end

---@param bufnr integer
---@return integer[] range
local function last_change(bufnr)
  local start_row, start_column = unpack(vim.api.nvim_buf_get_mark(bufnr, "["))
  local end_row, last_column = unpack(vim.api.nvim_buf_get_mark(bufnr, "]"))
  local text = line(bufnr, end_row - 1)
  local end_column = last_column < #text and last_column + 1 + vim.str_utf_end(text, last_column + 1) or #text
  return { start_row - 1, start_column, end_row - 1, end_column }
end

---@param bufnr integer
---@param row integer From 0.
---@param column integer In bytes.
---@param encoding string
---@return lsp.Position
local function position(bufnr, row, column, encoding)
  local text = line(bufnr, row)
  local character = math.min(column, #text)
  if encoding ~= "utf-8" and vim.fn.has("nvim-0.11") == 1 then
    character = vim.str_utfindex(text, encoding, character)
  elseif encoding == "utf-16" then
    character = select(2, vim.str_utfindex(text, character))
  end
  return { line = row, character = character }
end

---@param insertion penmark.Insertion
---@return boolean told
function M.did_insert(insertion)
  local bufnr = resolved(insertion.bufnr)
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

--- Report where the inserted text stands once the assistant has mended it, as its indentation.
---@param bufnr integer
---@param range integer[]
---@param insertion penmark.Insertion
local function follow(bufnr, range, insertion)
  if not vim.api.nvim_buf_is_loaded(bufnr) then
    return
  end
  local mark = vim.api.nvim_buf_set_extmark(bufnr, namespace, range[1], range[2], {
    end_row = range[3],
    end_col = range[4],
    right_gravity = false,
    end_right_gravity = true,
    strict = false,
  })
  vim.defer_fn(function()
    if not vim.api.nvim_buf_is_loaded(bufnr) then
      return
    end
    local row, column, ends =
      unpack(vim.api.nvim_buf_get_extmark_by_id(bufnr, namespace, mark, { details = true }))
    vim.api.nvim_buf_del_extmark(bufnr, namespace, mark)
    local stands = { row, column, ends.end_row, ends.end_col }
    M.did_insert(vim.tbl_extend("force", insertion, { bufnr = bufnr, range = stands }))
  end, SETTLES_MS)
end

--- Assistants insert at once, by keys that are typed for them, or when a server has answered.
---@param insertion penmark.Insertion
function M.expect_insert(insertion)
  local bufnr = resolved(insertion.bufnr)
  local expired = false
  vim.api.nvim_buf_attach(bufnr, false, {
    on_bytes = function(_, _, _, row, column, _, _, _, _, rows, last_column, bytes)
      if not expired and bytes < 2 then
        return false -- a key on the way to it
      end
      if not expired then
        local end_column = rows == 0 and column + last_column or last_column
        vim.schedule(function() -- marks cannot be set while text changes
          follow(bufnr, { row, column, row + rows, end_column }, insertion)
        end)
      end
      return true
    end,
  })
  vim.defer_fn(function()
    expired = true
  end, COMES_MS)
end

return M
