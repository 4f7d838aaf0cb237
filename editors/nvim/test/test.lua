-- Drives the plugin in a real Neovim: what a writer sees and does, with emoji and CRLF in the draft.
local work, program = vim.env.WORK, vim.env.ONRECORD
local here = vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":p:h")
vim.opt.runtimepath:prepend(vim.fn.fnamemodify(here, ":h"))

local failures = 0
local function check(what, ok, got)
  if not ok then
    failures = failures + 1
  end
  io.stdout:write(("%s %s%s\n"):format(ok and "ok" or "FAILED", what, ok and "" or ": " .. vim.inspect(got)))
end
local function wait(condition)
  return vim.wait(20000, condition, 20)
end

local words = "We will never sell the old lighthouse to anybody from abroad"
vim.fn.mkdir(work .. "/news/archive", "p")
local function write(name, text)
  local file = assert(io.open(work .. "/news/" .. name, "wb"))
  file:write(text)
  file:close()
end
write("onrecord.toml", '[record]\npaths = ["archive"]\n')
write(
  "archive/courier.md",
  "---\ntitle: Lighthouse stays\ndate: 2021-06-16\noutlet: Lake Courier\n---\n🎙 LUCERNE — An hour.\r\n\r\n🎙 “"
    .. words
    .. ",” said Marta Keller, the harbour minister.\r\n"
)
write("draft.md", "🎙 A talk 🎙\r\n\r\n🎙 “" .. words .. ",” said Tomas Brandt.\r\n")

local gulls = "Nobody ever asked the gulls about any of this before"
write(
  "archive/wire.jsonl",
  vim.json.encode({
    id = "w1", date = "2021-06-15", outlet = "Wire One", title = "Gulls: nobody asks",
    text = "🎙 An hour.\n\n🎙 “" .. gulls .. ",” said Ida Lorenz.",
  }) .. "\n"
)

vim.cmd("filetype on")
require("onrecord").setup({ cmd = { program, "lsp" } })
vim.cmd.edit(work .. "/news/draft.md")
local draft = vim.api.nvim_get_current_buf()
local function finding()
  for _, d in ipairs(vim.diagnostic.get(draft)) do
    if d.code == "Q001" then
      return d
    end
  end
end
check("a misattributed quote is a diagnostic", wait(finding), vim.diagnostic.get(draft))
local d = finding()
if d then
  local line = vim.api.nvim_buf_get_lines(draft, d.lnum, d.lnum + 1, false)[1]
  local spot = line:sub(d.col + 1, d.end_col)
  check("its range is right behind an emoji", spot:find("Brandt") or spot:find(words), spot)
end

local client = vim.lsp.get_clients({ name = "onrecord" })[1]
vim.api.nvim_win_set_cursor(0, { 3, 30 })
local function ask(method, params)
  local answer = vim.lsp.buf_request_sync(draft, method, params, 10000) or {}
  local _, first = next(answer)
  return first and first.result
end
local function here_params()
  return vim.lsp.util.make_position_params(0, client.offset_encoding)
end
local hover = ask("textDocument/hover", here_params())
local text = hover and hover.contents.value or ""
check("hover tells who said it", text:find("Marta Keller") and text:find("Lake Courier"), text)

local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
params.range = d and d.user_data and d.user_data.lsp and d.user_data.lsp.range or params.range
params.context = { diagnostics = {} }
local fix
for _, action in ipairs(ask("textDocument/codeAction", params) or {}) do
  fix = fix or (action.isPreferred and action)
end
check("there is a fix", fix, params)
if fix then
  fix = fix.edit and fix or ask("codeAction/resolve", fix)
  vim.lsp.util.apply_workspace_edit(fix.edit, client.offset_encoding)
  local line = vim.api.nvim_buf_get_lines(draft, 2, 3, false)[1]
  check("the fix puts the name right", line:find("said Marta Keller", 1, true), line)
  check("and the finding goes", wait(function()
    return not finding()
  end), vim.diagnostic.get(draft))
end

vim.lsp.buf.definition()
check("definition opens the source", wait(function()
  return vim.api.nvim_buf_get_name(0):find("courier.md", 1, true)
end), vim.api.nvim_buf_get_name(0))
local at = vim.api.nvim_win_get_cursor(0)
local rest = vim.api.nvim_get_current_line():sub(at[2] + 1)
check("at the very words", rest:sub(1, #words) == words or rest:sub(1, 3 + #words) == "“" .. words, { at, rest })

vim.cmd.buffer(draft)
vim.cmd("OnrecordSheet")
check("the fact-check sheet opens", wait(function()
  return vim.api.nvim_buf_get_lines(0, 0, 1, false)[1]:find("Fact-check sheet", 1, true)
end), vim.api.nvim_buf_get_lines(0, 0, -1, false))

vim.cmd.buffer(draft)
local asked
vim.ui.select = function(items, options, choose)
  asked = options.format_item(items[1])
  choose(items[1])
end
vim.cmd("OnrecordWhoSaid never sell the old lighthouse")
check("who said this?", wait(function()
  return asked and vim.api.nvim_buf_get_name(0):find("courier.md", 1, true)
end) and asked:find("Marta Keller"), asked)

vim.cmd("OnrecordWhoSaid! never sell the old lighthouse")
check("with a bang the answers are in the quickfix list", wait(function()
  local list = vim.fn.getqflist({ items = 0, title = 0 })
  return list.title:find("Who said this?", 1, true) and list.items[1].text:find("Marta Keller", 1, true)
end), vim.fn.getqflist({ items = 0, title = 0 }))
vim.cmd.cclose()

vim.cmd.buffer(draft)
vim.cmd("OnrecordQuotes")
check("quotes are listed by their standing, with sources below", wait(function()
  local list = vim.fn.getqflist()
  return list[1] and list[1].text:find("verified: Marta Keller: " .. words, 1, true) == 1
    and list[2].text:find("on record: Marta Keller, Lake Courier", 1, true)
    and vim.api.nvim_buf_get_name(list[2].bufnr):find("courier.md", 1, true)
end), vim.fn.getqflist())
vim.cmd.cclose()

vim.cmd.buffer(draft)
vim.api.nvim_buf_set_lines(draft, -1, -1, false, { "🎙 x never sell the old lighthouse ü y" })
vim.api.nvim_win_set_cursor(0, { vim.api.nvim_buf_line_count(draft), 0 })
vim.cmd([[execute "normal! 0fnvfü\<Esc>"]])
vim.cmd("'<,'>OnrecordInsert")
local inserted = "🎙 x “never sell the old lighthouse,” Marta Keller said (Lake Courier, 2021-06-16) y"
check("a quote is inserted with its source, in place of the selection", wait(function()
  return vim.api.nvim_buf_get_lines(draft, -2, -1, false)[1] == inserted
end), vim.api.nvim_buf_get_lines(draft, -2, -1, false))

vim.api.nvim_buf_set_lines(draft, -1, -1, false, { "", "“" .. gulls .. ",” said Ida Lorenz." })
vim.cmd.buffer(draft)
vim.api.nvim_win_set_cursor(0, { vim.api.nvim_buf_line_count(draft), 20 })
vim.lsp.buf.definition()
check("an article of an archive opens by itself", wait(function()
  return vim.api.nvim_buf_get_name(0):find("onrecord:///article/", 1, true)
end), vim.api.nvim_buf_get_name(0))
at = vim.api.nvim_win_get_cursor(0)
rest = vim.api.nvim_get_current_line():sub(at[2] + 1)
check("at the very words there too", rest:find(gulls, 1, true) == 1, { at, rest })
check("and cannot be written to", not vim.bo.modifiable)
vim.cmd.buffer(draft)

local first = client.id
vim.cmd("OnrecordRestart")
check("a restart serves the draft again", wait(function()
  local now = vim.lsp.get_clients({ name = "onrecord", bufnr = draft })[1]
  return now and now.id ~= first and now.initialized
end), vim.lsp.get_clients())

vim.api.nvim_buf_set_lines(draft, -1, -1, false, { "", "“" .. words .. ",” said Tomas Brandt." })
check("and finds what is wrong", wait(finding), vim.diagnostic.get(draft))
vim.cmd("OnrecordQuotes")
check("a quote that is somebody else's leads the list, as what it is", wait(function()
  local first = vim.fn.getqflist()[1]
  return first and first.type == "E" and first.text:find("misattributed: Tomas Brandt: " .. words, 1, true) == 1
end), vim.fn.getqflist())
vim.cmd.cclose()
vim.cmd.buffer(draft)
vim.fn.mkdir(work .. "/empty", "p")
vim.cmd("OnrecordRecord " .. vim.fn.fnameescape(work .. "/empty"))
check("another record has nothing against it", wait(function()
  return not finding()
end), vim.diagnostic.get(draft))
vim.cmd("OnrecordRecord")
check("and back to that of onrecord.toml", wait(finding), vim.diagnostic.get(draft))

write("notice.md", "The ferry will be late, said Ida Lorenz.\n")
vim.cmd.edit(vim.fn.fnameescape(work .. "/news/notice.md"))
check("an article opens as a draft", wait(function()
  return #vim.lsp.get_clients({ name = "onrecord", bufnr = 0 }) == 1
end))
vim.cmd("OnrecordAdd")
check("and is put on record", wait(function()
  return vim.fn.filereadable(work .. "/news/archive/notice.md") == 1
end), vim.fn.glob(work .. "/news/archive/*"))
vim.cmd.buffer(draft)

vim.cmd.enew()
vim.bo.filetype = "text"
check("a new buffer without a name is served too", wait(function()
  return #vim.lsp.get_clients({ name = "onrecord", bufnr = 0 }) == 1
end), vim.lsp.get_clients())
vim.cmd.enew()
vim.bo.filetype = "conf"
vim.wait(300)
check("and no other file type", #vim.lsp.get_clients({ name = "onrecord", bufnr = 0 }) == 0, vim.lsp.get_clients())

vim.cmd("checkhealth onrecord")
local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
check("health is told", health:find("running, for", 1, true), health)

vim.cmd("helptags " .. vim.fn.fnameescape(vim.fn.fnamemodify(here, ":h") .. "/doc"))
check("the help is there", pcall(vim.cmd.help, "onrecord-setup"), nil)
os.remove(vim.fn.fnamemodify(here, ":h") .. "/doc/tags")
io.stdout:write(failures == 0 and "all passed\n" or failures .. " failed\n")
vim.cmd(failures == 0 and "qall!" or "cquit")
