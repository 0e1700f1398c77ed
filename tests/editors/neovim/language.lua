-- The features of the language server once each, by Neovim's own client, over several files. Run by run.sh beside it in an
-- empty folder. What Neovim 0.11 has no command for is asked of the server directly.

local VIEW = "dv_65f0006bf3a9bce7336bd10"
local SEGMENT, RENAMED = "s300000022_6100a1b2c3d4e5f60718293a", "s300000022_6100a1b2c3d4e5f607182aaa"
local CONNECTION = "3c9d6f2e-8a41-4b7d-9e05-61f2c7a8b930"

-- A data view; the connection stands behind the time zone, which is not the documented order.
local function view(digit, name, unit, more)
  return ([[{
  "id": "%s",
  "name": "%s",
  "timezoneDesignator": "Europe/Berlin",
  "parentDataGroupId": "dg_%s",
  "sessionDefinition": [
    { "numPeriods": 90, "granularity": "%s", "func": "INACTIVITY" }
  ]%s
}]]):format(VIEW .. digit, name, CONNECTION, unit, more or "")
end
local segments = (',\n  "segmentList": ["%s"]'):format(SEGMENT)
local external = (',\n  "externalData": { "externalParentId": "%s" }'):format(CONNECTION)

-- The server is started when they are all there; `twin` and `other` are never opened.
for name, content in pairs({
  ["cja.config.json"] = ('{ "version": 1, "links": { "alpha.dataview.json": { "default": "%s1" } } }'):format(VIEW),
  ["alpha.dataview.json"] = view(1, "Alpha", "MINUTE", external .. segments),
  ["beta.dataview.json"] = view(2, "Beta", "MINUTE", segments),
  ["twin.dataview.json"] = view(3, "Twin", "MINUTES"),
  ["other.dataview.json"] = view(3, "Other twin", "MINUTE"),
  ["list.dataview.json"] = ("[%s, %s]"):format(view(4, "North", "MINUTES"), view(5, "South", "MINUTES")),
}) do
  vim.fn.writefile(vim.split(content, "\n"), name)
end
vim.cmd.edit("alpha.dataview.json")

local support = dofile(vim.env.HERE .. "/support.lua")
local PATIENCE, buf = support.PATIENCE, support.buf
local check, text, place, go, marks = support.check, support.text, support.place, support.go, support.marks
local client

-- Shows a file, alone; `text`, `go` and the others look at that from then on.
local function open(name)
  vim.cmd("silent only | silent edit " .. name)
  support.buf = vim.api.nvim_get_current_buf()
  buf = support.buf
end
local function lines(of) return table.concat(vim.api.nvim_buf_get_lines(vim.fn.bufnr(of), 0, -1, false), "\n") end
local function file_of(item) return vim.fs.basename(vim.api.nvim_buf_get_name(item.bufnr)) end
-- Waits for a floating window with a text in it, and closes it.
local function floats(name, needle)
  check(name, function()
    local function is_float(window) return vim.api.nvim_win_get_config(window).relative ~= "" end
    local window = vim.iter(vim.api.nvim_list_wins()):find(is_float)
    local shown = lines(vim.api.nvim_win_get_buf(window))
    return shown:find(needle, 1, true) and pcall(vim.api.nvim_win_close, window, true)
  end)
end
local function position() return vim.lsp.util.make_position_params(0, client.offset_encoding).position end
-- The answer to a request about the file.
local function ask(method, params)
  params.textDocument = vim.lsp.util.make_text_document_params(buf)
  local answer = assert(client:request_sync(method, params, PATIENCE, buf))
  return answer.err and error(answer.err.message) or answer.result
end

support.run(function()
  check("the server is attached, the folder is its own", function()
    client = vim.lsp.get_clients({ bufnr = buf, name = "cja" })[1]
    return client and client.initialized and client.root_dir == vim.uv.cwd()
  end)

  vim.lsp.buf.document_symbol()
  check("the outline is in the location list", function()
    local listed = vim.tbl_map(function(item) return item.text end, vim.fn.getloclist(0))
    return listed[1] == "[String] id" and vim.tbl_contains(listed, "[Module] ends after 90 minutes without events")
  end)
  open("alpha.dataview.json")
  vim.lsp.buf.workspace_symbol("other")
  check("a data view of a file that is not open is found by its name", function()
    local found = vim.fn.getqflist()
    return #found == 1 and found[1].text:find("Other twin", 1, true) and file_of(found[1]) == "other.dataview.json"
  end)

  check("what is wrong in files that nobody opened is in the quickfix list", function()
    vim.diagnostic.setqflist({ open = false })
    local files = vim.tbl_map(file_of, vim.fn.getqflist())
    return vim.tbl_contains(files, "twin.dataview.json") and vim.tbl_contains(files, "other.dataview.json")
  end)

  open("cja.config.json")
  go(VIEW)
  vim.lsp.buf.definition()
  check("a link in the settings leads to its data view", function()
    return vim.fn.expand("%:t") == "alpha.dataview.json" and vim.deep_equal(vim.api.nvim_win_get_cursor(0), { 2, 9 })
  end)
  open("alpha.dataview.json")
  go(SEGMENT)
  vim.lsp.buf.references()
  check("the places of a segment in two files are in the quickfix list", function()
    return vim.deep_equal(vim.tbl_map(file_of, vim.fn.getqflist()), { "alpha.dataview.json", "beta.dataview.json" })
  end)
  open("alpha.dataview.json")
  vim.lsp.buf.rename(RENAMED)
  check("an id is renamed in both files, the one that was not open too", function()
    local both = lines("alpha.dataview.json") .. lines("beta.dataview.json")
    return select(2, both:gsub(RENAMED, "")) == 2 and not both:find(SEGMENT, 1, true)
  end)
  go("dg_" .. CONNECTION)
  vim.lsp.buf.document_highlight()
  check("a connection is marked in both of its spellings", function()
    return #vim.api.nvim_buf_get_extmarks(buf, vim.api.nvim_get_namespaces()["nvim.lsp.references"], 0, -1, {}) == 2
  end)

  go("MINUTE")
  local grown, step = {}, ask("textDocument/selectionRange", { positions = { position() } })[1]
  while step.parent do -- The last step takes in the line break at the end as well.
    local from, to = step.range.start, step.range["end"]
    table.insert(grown, vim.api.nvim_buf_get_text(buf, from.line, from.character, to.line, to.character, {}))
    step = step.parent
  end
  check("a selection grows from a word to the whole text", function()
    return vim.deep_equal(vim.list_slice(grown, 1, 3), { { "MINUTE" }, { '"MINUTE"' }, { '"granularity": "MINUTE"' } })
      and #grown[#grown] == vim.api.nvim_buf_line_count(buf)
  end)

  vim.wo.foldmethod, vim.wo.foldexpr = "expr", "v:lua.vim.lsp.foldexpr()"
  vim.wo.foldtext = "v:lua.vim.lsp.foldtext()"
  check("a list is folded, its last bracket stays in sight", function()
    vim.cmd("normal! zxzMggzo")
    local first = place('"sessionDefinition"')
    return vim.fn.foldclosed(first) == first and vim.fn.foldclosedend(first) == first + 1
      and vim.fn.foldtextresult(first):find('"sessionDefinition": [ ends after 90 minutes without events', 1, true)
  end)
  vim.wo.foldenable = false
  vim.lsp.inlay_hint.enable(true, { bufnr = buf })
  check("offset and timeout stand beside the text", function()
    local hints = vim.tbl_map(function(hint) return hint.inlay_hint.label end, vim.lsp.inlay_hint.get({ bufnr = buf }))
    return #hints == 2 and hints[1]:find("^UTC%+0[12]:00$") and hints[2] == "1 hour 30 minutes"
  end)
  go("INACTIVITY")
  vim.lsp.buf.hover()
  floats("hover says what a value means", "no event")

  local menu
  vim.ui.select = function(items, opts) menu = vim.tbl_map(opts.format_item, items) end
  local function take(kind, title)
    local function wanted(action) return not title or action.title:find(title, 1, true) end
    vim.lsp.buf.code_action({ apply = true, context = { only = { kind } }, filter = wanted })
  end
  open("list.dataview.json")
  check("findings have a source and a code", function()
    return #marks() == 2 and marks()[2].source == "cja" and marks()[2].code == "unknown-value"
  end)
  go("MINUTES")
  vim.diagnostic.open_float()
  floats("and are shown in a window", 'Did you mean `"MINUTE"`?')
  vim.lsp.buf.code_action()
  check("the menu offers to fix, to sort and to take apart", function()
    return vim.iter({
      'Replace with `"MINUTE"`', "Fix all 2 findings of `unknown-value` in this file",
      "Put the members into the documented order",
      "Extract to a new data view, with the settings of “North”", "Move “North” into a file of its own",
      "Split into 2 files, one for each data view",
    }):all(function(title) return vim.tbl_contains(menu, title) end)
      -- Another letter is a guess.
      and not vim.tbl_contains(menu, "Fix everything in this file that needs no guessing")
  end)
  take("quickfix", "Fix all 2 findings")
  check("both are fixed", function() return select(2, text():gsub('"MINUTE"', "")) == 2 and #marks() == 0 end)
  take("source.sort.cja")
  check("the members are sorted", function() return text():find('"South",%s+"parentDataGroupId": %S+%s+"timezone') end)
  take("refactor.extract", "Split into 2 files")
  check("the second data view is in a file of its own, the first keeps this one", function()
    return vim.uv.fs_stat("south.dataview.json") and lines("south.dataview.json"):find('"South"', 1, true)
      and text():find('"North"', 1, true) and not text():find('"South"', 1, true)
  end)

  open("alpha.dataview.json")
  vim.bo.expandtab, vim.bo.shiftwidth = true, 2
  vim.bo.formatexpr = ("v:lua.vim.lsp.formatexpr({'timeout_ms': %d})"):format(PATIENCE)
  vim.cmd([[%s/{ "numPeriods": 90, /{"numPeriods":90,/ | %s/  "externalData"/"externalData"/]])
  go('{"numPeriods"')
  vim.cmd("normal! gqq")
  check("gq formats a line and leaves the others", function()
    return text():find('\n    { "numPeriods": 90, ', 1, true) and text():find('\n"externalData"', 1, true)
  end)
  vim.lsp.buf.format({ timeout_ms = PATIENCE })
  check("then all of it is formatted", function() return text():find('\n  "externalData"', 1, true) end)
  local before = text()
  vim.cmd([[%s/^  ],/        ],/]])
  go("],")
  local typed = vim.lsp.util.make_formatting_params()
  typed.position, typed.ch = position(), "]"
  vim.lsp.util.apply_text_edits(ask("textDocument/onTypeFormatting", typed), buf, client.offset_encoding)
  check("a bracket that was typed moves below the line that opens", function() return text() == before end)

  vim.cmd(([[%%s/%s//]]):format(RENAMED))
  go('[""]', 1)
  vim.lsp.completion.enable(true, client.id, buf)
  vim.o.completeopt = "menuone,noinsert"
  local function press(keys, mode) vim.api.nvim_feedkeys(vim.keycode(keys), mode or "t", false) end
  vim.api.nvim_create_autocmd("CompleteChanged", { once = true, callback = function() press("<C-y><Esc>") end })
  vim.defer_fn(function() press("<Esc>") end, PATIENCE)
  press("a<Cmd>lua vim.lsp.completion.get()<CR>", "tx!")
  check("the segment of the other file is completed", function() return text():find(RENAMED, 1, true) end)

  local found = {}
  for _, report in ipairs(ask("workspace/diagnostic", { previousResultIds = {} }).items) do
    for _, item in ipairs(report.items) do
      local other = item.relatedInformation and vim.fs.basename(item.relatedInformation[1].location.uri)
      found[table.concat({ vim.fs.basename(report.uri), item.code, other }, " ")] = true
    end
  end
  check("a mistake in a file that was never opened is told", function() return found["twin.dataview.json unknown-value"] end)
  check("an id of two files is told in both, with the other", function()
    return found["twin.dataview.json duplicate-view-id other.dataview.json"]
      and found["other.dataview.json duplicate-view-id twin.dataview.json"]
  end)
end)
