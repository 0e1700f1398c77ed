-- What a user of editors/neovim/cja.lua does with a data view, by Neovim's own commands. Run by run.sh beside it.
-- One line for each check; the last line counts them; the exit code is 0 when all passed.

local support = dofile(vim.env.HERE .. "/support.lua")
local PATIENCE, buf = support.PATIENCE, support.buf
local check, text, place, go, marks = support.check, support.text, support.place, support.go, support.marks

local function at(mark, needle)
  local line, column = place(needle)
  return mark.lnum == line - 1 and mark.col == column and mark.end_col == column + #needle
end
local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), "\n"), window
    end
  end
end
-- Completes with <C-x><C-o> at the cursor and takes the entry `word`. The menu comes later, so a timer takes it.
local function complete(word)
  vim.o.completeopt = "menuone,noselect"
  local listed, started, timer = {}, vim.uv.now(), vim.uv.new_timer()
  timer:start(50, 50, vim.schedule_wrap(function()
    local items = vim.fn.complete_info({ "items" }).items
    if #items == 0 and vim.uv.now() - started < PATIENCE then return end
    if timer:is_closing() then return end
    timer:close()
    local index
    for n, item in ipairs(items) do
      listed[n] = item.abbr
      if item.abbr:gsub('"', "") == word then index = n end
    end
    local keys = index and ("<C-n>"):rep(index) .. "<C-y><Esc>" or "<C-e><Esc>"
    vim.api.nvim_feedkeys(vim.keycode(keys), "t", false)
  end))
  vim.api.nvim_feedkeys(vim.keycode("a<C-x><C-o>"), "tx!", false)
  return listed
end

support.run(function()
  check("the file type is set", function() return vim.bo[buf].filetype == "json.cja" end)
  local client
  check("the server is attached", function()
    client = vim.lsp.get_clients({ bufnr = buf, name = "cja" })[1]
    return client and client.initialized
  end)
  check("two mistakes are marked, once each, where they stand", function()
    local found = marks()
    return #found == 2 and at(found[1], '"MINUTES"') and at(found[2], '"person"')
      and found[1].severity == vim.diagnostic.severity.ERROR and found[2].severity == vim.diagnostic.severity.WARN
  end)

  go('"granularity"')
  vim.lsp.buf.hover()
  check("hover opens a window with the allowed values", function()
    local shown = float()
    return shown and shown:find("WEEK") and shown:find("HOUR")
  end)
  local _, window = float()
  if window then vim.api.nvim_win_close(window, true) end

  go('"MINUTES"')
  vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.kind == "quickfix" and action.title:find('MINUTE') end })
  check("the quick fix writes the right value", function() return text():find('"granularity": "MINUTE", "func"', 1, true) end)
  check("its mark goes, the other stays", function()
    local found = marks()
    return #found == 1 and at(found[1], '"person"')
  end)

  vim.cmd([[%s/: "MINUTE"/: /]])
  go(': , "func"', 1)
  local listed = complete("WEEK")
  check("completion lists the values where one is missing", function() return #listed >= 4 end)
  check("the chosen one is written with its quotes", function()
    return text():find('"granularity": "WEEK", "func"', 1, true)
  end)

  -- Neovim's own completion leaves what stands behind the cursor alone; plugins apply the whole edit, as here.
  vim.cmd([[%s/"WEEK"/"DA"/]])
  go('"DA"', 3)
  local answer = client:request_sync("textDocument/completion",
    vim.lsp.util.make_position_params(0, client.offset_encoding), PATIENCE, buf)
  for _, item in ipairs(answer.result.items or answer.result) do
    if item.label:gsub('"', "") == "DAY" then
      vim.lsp.util.apply_text_edits({ item.textEdit }, buf, client.offset_encoding)
    end
  end
  check("inside quotes, completion leaves one pair of them", function()
    return text():find('"granularity": "DAY", "func"', 1, true)
  end)

  vim.cmd([[%s/  "name": "Shop",/"name":"Shop"  ,/]])
  -- The server indents as the buffer is set; Neovim's own default is tabs.
  vim.bo[buf].expandtab, vim.bo[buf].shiftwidth = true, 2
  vim.lsp.buf.format({ timeout_ms = PATIENCE })
  check("formatting puts the members in order again", function() return text():find('\n  "name": "Shop",\n', 1, true) end)

  vim.cmd([[%s/"person"/"people"/]])
  check("a mended document has no marks", function() return #marks() == 0 end)

  client:stop()
  check("the server stops when asked to", function() return client:is_stopped() end)
end)
