-- Data views of Adobe Customer Journey Analytics in Neovim 0.11 or newer. Put this into your init.lua.

-- A file type of its own, so that no other JSON server speaks as well; the highlighting stays that of JSON.
vim.filetype.add({
  filename = { ["cja.config.json"] = "json.cja" },
  pattern = { [".*%.dataview%.json"] = "json.cja" },
})

vim.lsp.config("cja", {
  cmd = { "cja", "lsp" },
  filetypes = { "json.cja" },
  root_markers = { "cja.config.json", ".git" },
  get_language_id = function() return "json" end,
})
vim.lsp.enable("cja")
