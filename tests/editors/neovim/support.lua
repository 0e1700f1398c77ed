-- What the checks share: waiting, finding places, what is marked, and the count at the end.

-- A wait that ends well costs nothing; a busy machine is slow.
local M = { PATIENCE = 120000, buf = vim.api.nvim_get_current_buf() }
local passed, failed = 0, 0

local function say(text) io.stdout:write(text .. "\n") end

-- Waits until `good` answers something, and counts that as passed.
function M.check(name, good)
  local last
  local ok = vim.wait(M.PATIENCE, function()
    last = { pcall(good) }
    return last[1] and last[2] and true or false
  end, 20)
  if ok then
    passed = passed + 1
    say("ok   " .. name)
  else
    failed = failed + 1
    say("FAIL " .. name .. (last and not last[1] and ": " .. tostring(last[2]) or ""))
  end
end

function M.text() return table.concat(vim.api.nvim_buf_get_lines(M.buf, 0, -1, false), "\n") end

function M.place(needle)
  for n, line in ipairs(vim.api.nvim_buf_get_lines(M.buf, 0, -1, false)) do
    local column = line:find(needle, 1, true)
    if column then return n, column - 1 end
  end
  error("not in the text: " .. needle)
end

function M.go(needle, by)
  local line, column = M.place(needle)
  vim.api.nvim_win_set_cursor(0, { line, column + (by or 1) })
end

-- Errors and warnings, in the order of the text.
function M.marks()
  local found = vim.diagnostic.get(M.buf, { severity = { min = vim.diagnostic.severity.WARN } })
  table.sort(found, function(a, b) return a.lnum < b.lnum or (a.lnum == b.lnum and a.col < b.col) end)
  return found
end

-- Runs the checks, counts them and leaves; the exit code is 0 when all passed.
function M.run(checks)
  local ok, trouble = xpcall(checks, debug.traceback)
  if not ok then
    failed = failed + 1
    say("FAIL " .. trouble)
  end
  say(("Neovim %s: %d passed, %d failed"):format(tostring(vim.version()), passed, failed))
  vim.cmd(failed == 0 and "qall!" or "cquit! 1")
end

return M
