-- A data view on its way to the service and back, by Neovim's own commands: lenses, code actions, edits of the server.
-- $STORY names the part; run.sh beside it prepares each and looks what the service has afterwards.

local support = dofile(vim.env.HERE .. "/support.lua")
local check, text, go, marks = support.check, support.text, support.go, support.marks
local buf = support.buf

-- What is asked, and what the person chooses; `vim.ui.select` is where Neovim asks, plugins replace it in the same way.
local asked, answers = {}, {}
vim.ui.select = function(items, opts, choose)
  local shown = vim.tbl_map(opts.format_item or tostring, items)
  table.insert(asked, opts.prompt .. table.concat(shown, " | "))
  local wanted = table.remove(answers, 1)
  for n, title in ipairs(shown) do
    if wanted and title:find(wanted, 1, true) then return choose(items[n], n) end
  end
  choose(nil)
end

local function lenses()
  vim.lsp.codelens.refresh({ bufnr = buf })
  local found = vim.lsp.codelens.get(buf)
  return table.concat(vim.tbl_map(function(lens) return lens.command and lens.command.title or "" end, found), " | ")
end

-- Runs a lens; `...` answers what is asked on the way.
local function press(title, ...)
  check("the lens " .. title .. " is there", function() return lenses():find(title, 1, true) end)
  go("{", 0)
  answers = { title, ... }
  if #vim.lsp.codelens.get(buf) == 1 then table.remove(answers, 1) end
  vim.lsp.codelens.run()
end

local function was_asked(what)
  return function() return vim.iter(asked):any(function(question) return question:find(what, 1, true) ~= nil end) end
end

-- Somebody else at the service, with cjapy.
local function colleague(...)
  local done = vim.system({ vim.env.CJAPY, "-W", "ignore", vim.env.HERE .. "/../colleague.py", ... }, { text = true }):wait()
  assert(done.code == 0, done.stderr)
end

local function attached() return (vim.lsp.get_clients({ bufnr = buf, name = "cja" })[1] or {}).initialized end

local stories = {}

function stories.dump()
  check("what cjapy left behind is marked", function() return #marks() == 1 end)
  go('"events"', 10)
  vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.title == "Remove `events`" end })
  check("and removed by its fix", function() return not text():find('"events"', 1, true) and #marks() == 0 end)
  vim.cmd("%s#US/Mountain#Europe/Berlinn#")
  check("a mistake is marked", function() return #marks() == 1 end)
  vim.cmd("%s#Berlinn#Berlin#")
  check("and its mark goes", function() return #marks() == 0 end)
  press("Review & push")
  check("what is not saved is not sent", function() return vim.fn.execute("messages"):find("Save first") end)
  vim.cmd("write")
  press("Review & push", "Push 2 fields to default")
  check("the question named target and change", was_asked('timezoneDesignator: "US/Mountain" → "Europe/Berlin"'))
  check("it is pushed", function() return lenses():find("In sync · default", 1, true) end)
end

function stories.clone()
  vim.cmd("%s#Europe/Berlin#Europe/Madrid#")
  vim.cmd("write")
  press("Review & push", "Push 1 field to default")
  check("the question named the change", was_asked('timezoneDesignator: "Europe/Berlin" → "Europe/Madrid"'))
  check("it is pushed", function() return lenses():find("In sync · default", 1, true) end)
end

function stories.create()
  check("a new file can be created", function() return lenses() == "Create in default…" end)
  answers = { "Create in default" }
  vim.lsp.buf.code_action({ context = { only = { "source" } }, apply = true, filter = function(action)
    return action.title == "Create data view in default…"
  end })
  check("the id arrives", function() return text():find('"id": "dv_', 1, true) end)
  vim.cmd("silent write")
  check("it is saved", function() return lenses():find("In sync · default", 1, true) end)
  local id = text():match('"id": "(dv_%w+)"')

  local client = vim.lsp.get_clients({ bufnr = buf, name = "cja" })[1]
  client:exec_cmd({ title = "", command = "cja.checkWithService", arguments = { { uri = vim.uri_from_bufnr(buf) } } }, { bufnr = buf })
  check("a command is run by its name", function() return vim.fn.execute("messages"):find("The service would take", 1, true) end)

  colleague("change", id, vim.json.encode({ timezoneDesignator = "Asia/Tokyo" }))
  press("In sync")
  press("Pull (1 field)")
  check("the colleague's value arrives as one edit", function() return text():find('"timezoneDesignator": "Asia/Tokyo"', 1, true) end)
  vim.cmd("silent undo")
  check("which one undo takes back", function() return text():find("Europe/Berlin", 1, true) end)
  vim.cmd("silent redo")
  vim.cmd("write")
  check("then both are the same", function() return lenses():find("In sync", 1, true) end)

  colleague("change", id, vim.json.encode({ sessionDefinition = { { numPeriods = 45, granularity = "MINUTE", func = "INACTIVITY" } } }))
  vim.cmd('%s/"numPeriods": 30/"numPeriods": 60/')
  vim.cmd("write")
  press("Review & push (1 field)")
  check("what both changed is refused, with both values", function()
    return marks()[1] and marks()[1].message:find('"numPeriods": you have 60, the server has 45 (was 30); last change', 1, true)
  end)
  check("and shown by the lens", function() return lenses():find("Conflict in 1 field · default", 1, true) end)
  check("with what settles it", function() return lenses():find("Keep mine: sessionDefinition | Take theirs: sessionDefinition", 1, true) end)
  go('"numPeriods"')
  vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.title == "Take theirs: sessionDefinition" end })
  check("a quick fix takes theirs", function() return text():find('"numPeriods": 45', 1, true) and #marks() == 0 end)
  vim.cmd("write")
  check("and both are the same", function() return lenses():find("In sync · default", 1, true) end)

  colleague("change", id, vim.json.encode({ timezoneDesignator = "Asia/Seoul" }))
  press("In sync")
  press("Pull (1 field)")
  check("another value is pulled", function() return text():find('"Asia/Seoul"', 1, true) end)
  vim.cmd("%s#Asia/Seoul#Asia/Manila#")
  vim.cmd("write")
  check("and typed over before the save, which is no conflict", function() return lenses():find("1 field to push · default", 1, true) end)
end

support.run(function()
  check("the server is attached", attached)
  stories[vim.env.STORY]()
end)
