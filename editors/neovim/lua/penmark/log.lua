--- `:Penmark log`: what the server wrote to its standard error, out of the log of all servers.

local M = {}

local MOST_BYTES = 1000000

---@return string
local function path()
  return vim.lsp.log and vim.lsp.log.get_filename and vim.lsp.log.get_filename() or vim.lsp.get_log_path()
end

--- The end of the log: it may have grown for years.
---@return string
local function tail()
  local file = io.open(path(), "rb")
  if not file then
    return ""
  end
  local size = file:seek("end")
  file:seek("set", math.max(0, size - MOST_BYTES))
  local text = file:read("*a")
  file:close()
  return text
end

--- The text of one entry: Neovim writes it as a quoted string.
---@param quoted string
---@return string[]
local function lines_of(quoted)
  local text = quoted:gsub("\\(.)", { n = "\n", t = "\t", r = "", ['"'] = '"', ["\\"] = "\\" })
  return vim.split(vim.trim(text), "\n")
end

---@param program string
---@return boolean
local function is_ours(program)
  local cmd = require("penmark.start").config().cmd
  return type(cmd) == "table" and program == cmd[1] or vim.startswith(vim.fs.basename(program), "penmark")
end

--- What the server wrote, each piece under the time when it came.
---@return string[]
function M.lines()
  local lines = {}
  for entry in vim.gsplit(tail(), "\n", { plain = true }) do
    local time, program, quoted =
      entry:match('^%[ERROR%]%[([^%]]+)%][^"]*"rpc"\t"([^"]*)"\t"stderr"\t"(.*)"$')
    if time and is_ours(program) then
      for _, line in ipairs(lines_of(quoted)) do
        table.insert(lines, time .. "  " .. line)
      end
    end
  end
  return lines
end

--- Show it in a split, its end first.
---@param mods? string Where the split goes, as of a command.
function M.open(mods)
  local lines = M.lines()
  if #lines == 0 then
    lines = { "The server has written nothing. PENMARK_LOG=debug in its environment makes it tell more." }
  end
  local head = { ("Out of %s, its last megabyte:"):format(path()), "" }
  require("penmark.page").show("penmark://log", vim.list_extend(head, lines), mods)
  vim.cmd("normal! G")
end

return M
