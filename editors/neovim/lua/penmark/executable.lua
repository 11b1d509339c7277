--- Where the server's program is.

local M = {}

local windows = vim.fn.has("win32") == 1

--- Where pipx and uv install.
local USUAL = vim.fs.normalize("~/.local/bin")

---@param folder string
---@param name? string Default: penmark.
---@return string? path
local function within(folder, name)
  for _, suffix in ipairs(windows and { ".exe", ".cmd" } or { "" }) do
    local path = vim.fs.joinpath(folder, (name or "penmark") .. suffix)
    if vim.fn.executable(path) == 1 then
      return path
    end
  end
end

---@param environment string The folder of a virtual environment.
---@return string? path
local function of_environment(environment)
  return within(vim.fs.joinpath(environment, windows and "Scripts" or "bin"))
end

--- Relative folders of PATH are passed over, and so is the current one, where Windows looks first:
--- what stands in the opened project must not be run.
---@param name? string Default: penmark.
---@return string? path
local function on_path(name)
  for _, folder in ipairs(vim.split(vim.env.PATH or "", windows and ";" or ":")) do
    local absolute = folder:match(windows and "^%a:[/\\]" or "^/")
    local path = absolute and within(folder, name)
    if path then
      return path
    end
  end
end

--- The program: of the active virtual environment, of the project's own if the person allows it, on PATH, or
--- where pipx and uv install.
---@param project? string The folder whose `.venv` may be looked into.
---@return string? path
function M.find(project)
  local active = vim.env.VIRTUAL_ENV
  return active and of_environment(active)
    or project and of_environment(vim.fs.joinpath(project, ".venv"))
    or on_path()
    or within(USUAL)
end

--- The same, or where it is going to be. It is absolute: a bare name might be found in the opened project.
---@param project? string The folder whose `.venv` may be looked into.
---@return string path
function M.expect(project)
  return M.find(project) or vim.fs.joinpath(USUAL, windows and "penmark.exe" or "penmark")
end

--- The Python to install the program with.
---@return string? path
function M.python()
  return on_path(windows and "python" or "python3")
end

--- What a program says when it is asked for its version.
---@param path string
---@return string? version nil if it cannot be run.
---@return string? why The last line of its complaint.
function M.version(path)
  local ran, result = pcall(function()
    return vim.system({ path, "--version" }, { text = true, timeout = 10000 }):wait()
  end)
  if not ran then
    return nil, tostring(result)
  end
  local version = result.code == 0 and result.stdout:match("(%d+%.%d+%.%d+)") or nil
  return version, not version and vim.trim(result.stderr):match("[^\n]*$") or nil
end

return M
