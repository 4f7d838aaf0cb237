--- onrecord in Neovim: starts the language server and adds commands for what LSP has no key for.
local M = {}

---@class onrecord.Options
---@field cmd string[] how the server is started
---@field filetypes string[] drafts
---@field root_markers string[] what marks a newsroom's folder
---@field settings table the server's settings, as in onrecord.toml
M.defaults = {
  cmd = { "onrecord", "lsp" },
  filetypes = { "markdown", "text", "html" },
  root_markers = { "onrecord.toml", ".git" },
  settings = {},
}

M.options = vim.deepcopy(M.defaults)

--- What the server is started with, for `vim.lsp.config` and `vim.lsp.start` alike.
function M.config()
  return {
    name = "onrecord",
    cmd = M.options.cmd,
    filetypes = M.options.filetypes,
    root_markers = M.options.root_markers,
    settings = { onrecord = M.options.settings },
    commands = { ["onrecord.sources"] = M.sources },
    -- An article out of an archive comes by itself, as an `onrecord://` buffer.
    capabilities = vim.tbl_deep_extend("force", vim.lsp.protocol.make_client_capabilities(), {
      workspace = { textDocumentContent = vim.empty_dict() },
    }),
  }
end

--- A lens was chosen: its sources go to the quickfix list, or are opened where there is but one.
function M.sources(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  M.open_list(command.arguments[3], client, command.title)
end

--- Opens one location, or lists many.
---@param locations lsp.Location[]
function M.open_list(locations, client, title)
  if not locations or #locations == 0 then
    vim.notify("onrecord: nothing on record", vim.log.levels.INFO)
    return
  end
  local encoding = client and client.offset_encoding or "utf-16"
  if #locations == 1 then
    M.jump(locations[1], encoding)
    return
  end
  M.list(vim.lsp.util.locations_to_items(locations, encoding), title)
end

--- Shows the quickfix list.
function M.list(items, title)
  vim.fn.setqflist({}, " ", { title = title or "onrecord", items = items })
  vim.cmd("botright copen")
end

function M.jump(location, encoding)
  if vim.lsp.util.show_document then
    vim.lsp.util.show_document(location, encoding, { focus = true })
  else
    vim.lsp.util.jump_to_location(location, encoding, true)
  end
end

--- The client that serves a buffer, or says that there is none.
function M.client(buffer)
  local client = vim.lsp.get_clients({ name = "onrecord", bufnr = buffer or 0 })[1]
    or vim.lsp.get_clients({ name = "onrecord" })[1]
  if not client then
    vim.notify("onrecord: no server is running; see :checkhealth onrecord", vim.log.levels.WARN)
  end
  return client
end

--- A method since 0.11, a field before.
local function request(client, method, params, handler)
  if vim.fn.has("nvim-0.11") == 1 then
    client:request(method, params, handler)
  else
    client.request(method, params, handler)
  end
end

local function execute(command, arguments, answer)
  local client = M.client()
  if not client then
    return
  end
  request(client, "workspace/executeCommand", { command = command, arguments = arguments }, function(err, result)
    if err then
      vim.notify("onrecord: " .. (err.message or vim.inspect(err)), vim.log.levels.WARN)
    elseif answer then
      answer(result ~= vim.NIL and result or nil, client)
    end
  end)
end

--- `vim.NIL` is a value; nothing is not.
local function given(value)
  return value ~= vim.NIL and value or nil
end

local function one_line(text)
  return vim.trim((text:gsub("%s+", " ")))
end

local function describe(said)
  return ("%s, %s: %s"):format(given(said.speaker) or "speaker not named", said.credit, one_line(said.text))
end

local function ask(words, answer)
  execute("onrecord.whoSaid", { words, vim.uri_from_bufnr(0) }, function(found, client)
    if not found or #found == 0 then
      vim.notify("onrecord: nobody on record said that", vim.log.levels.INFO)
    else
      answer(found, client)
    end
  end)
end

--- Who said these words? A list to choose from, which opens the source; or all of it in the quickfix list.
---@param words string
---@param quickfix? boolean
function M.who_said(words, quickfix)
  ask(words, function(found, client)
    if quickfix then
      local items = {}
      for _, said in ipairs(found) do
        if given(said.location) then
          local item = vim.lsp.util.locations_to_items({ said.location }, client.offset_encoding)[1]
          item.text = describe(said)
          table.insert(items, item)
        end
      end
      M.list(items, "Who said this? " .. words)
      return
    end
    vim.ui.select(found, { prompt = "Who said this?", format_item = describe }, function(chosen)
      if chosen and given(chosen.location) then
        M.jump(chosen.location, client.offset_encoding)
      end
    end)
  end)
end

--- Puts the record's own words, with who said them and where, in place of a range of the buffer.
---@param words string
---@param range integer[] line, column, line, column, as `nvim_buf_set_text` has them
function M.insert_quote(words, range)
  local buffer = vim.api.nvim_get_current_buf()
  local tick = vim.api.nvim_buf_get_changedtick(buffer)
  ask(words, function(found)
    vim.ui.select(found, { prompt = "Which quote?", format_item = describe }, function(chosen)
      if not chosen or not given(chosen.insert) then
        return
      end
      if vim.api.nvim_buf_get_changedtick(buffer) ~= tick then
        vim.notify("onrecord: the draft has changed meanwhile", vim.log.levels.WARN)
        return
      end
      vim.api.nvim_buf_set_text(buffer, range[1], range[2], range[3], range[4], { chosen.insert })
    end)
  end)
end

local STANDING = {
  misattributed = { "misattributed", "E" },
  altered = { "altered", "E" },
  misdated = { "said on another day", "W" },
  contested = { "contested", "W" },
  unverified = { "unverified", "I" },
  verified = { "verified", "N" },
}

--- The draft's quotes by how they stand to the record, in the quickfix list: each, and below it its sources.
function M.quotes()
  local buffer = vim.api.nvim_get_current_buf()
  local uri = vim.uri_from_bufnr(buffer)
  execute("onrecord.quotes", { uri }, function(quotes, client)
    if not quotes then
      vim.notify("onrecord: no record is open", vim.log.levels.WARN)
      return
    end
    local items = {}
    local function add(location, text, type)
      local item = vim.lsp.util.locations_to_items({ location }, client.offset_encoding)[1]
      if item then
        item.text, item.type = text, type
        table.insert(items, item)
      end
    end
    for _, status in ipairs({ "misattributed", "altered", "misdated", "contested", "unverified", "verified" }) do
      local name, type = unpack(STANDING[status])
      for _, quote in ipairs(quotes) do
        if quote.status == status then
          local who = given(quote.speaker) or "speaker not named"
          add({ uri = uri, range = quote.range }, ("%s: %s: %s"):format(name, who, one_line(quote.text)), type)
          for _, source in ipairs(quote.sources) do
            if given(source.location) then
              add(source.location, "  on record: " .. describe(source))
            end
          end
        end
      end
    end
    M.list(items, "Quotes on record")
  end)
end

--- What drafts are held against from now on, over `onrecord.toml`; without paths, what the latter says.
---@param paths string[]
function M.record(paths)
  local absolute = vim.tbl_map(function(path)
    return vim.fn.fnamemodify(path, ":p"):gsub("(.)/$", "%1")
  end, paths)
  M.options.settings = vim.tbl_deep_extend("force", M.options.settings, { record = {} })
  M.options.settings.record.paths = absolute
  local settings = { onrecord = M.options.settings }
  if vim.lsp.config and vim.lsp.enable then
    vim.lsp.config("onrecord", { settings = settings })
  end
  for _, client in ipairs(vim.lsp.get_clients({ name = "onrecord" })) do
    client.settings = settings
    client.config.settings = settings
    if vim.fn.has("nvim-0.11") == 1 then
      client:notify("workspace/didChangeConfiguration", { settings = settings })
    else
      client.notify("workspace/didChangeConfiguration", { settings = settings })
    end
  end
end

--- Serves a buffer, by the server that runs for its newsroom already or by a new one.
function M.attach(buffer)
  local config = M.config()
  config.root_dir = vim.fs.root(buffer, M.options.root_markers)
  vim.lsp.start(config, { bufnr = buffer })
end

--- Ends the server and starts it again for every draft that it served.
function M.restart()
  local buffers = {}
  for _, client in ipairs(vim.lsp.get_clients({ name = "onrecord" })) do
    vim.list_extend(buffers, vim.tbl_keys(client.attached_buffers))
    vim.lsp.stop_client(client.id)
  end
  if #buffers == 0 then
    buffers = { vim.api.nvim_get_current_buf() }
  end
  local tries = 0
  local function start()
    tries = tries + 1
    if #vim.lsp.get_clients({ name = "onrecord" }) > 0 then
      -- Some seconds for an orderly end.
      if tries == 40 then
        for _, client in ipairs(vim.lsp.get_clients({ name = "onrecord" })) do
          vim.lsp.stop_client(client.id, true)
        end
      end
      vim.defer_fn(start, 50)
      return
    end
    for _, buffer in ipairs(buffers) do
      if vim.api.nvim_buf_is_loaded(buffer) then
        M.attach(buffer)
      end
    end
  end
  start()
end

--- The selection that a command's range stands for, as words and as a range of the buffer.
local function selected(command)
  local from, to = vim.fn.getpos("'<"), vim.fn.getpos("'>")
  local lines = vim.api.nvim_buf_get_lines(0, command.line1 - 1, command.line2, false)
  local range = { command.line1 - 1, 0, command.line2 - 1, #(lines[#lines] or "") }
  if command.range > 0 and from[2] == command.line1 and to[2] == command.line2 and vim.fn.visualmode() == "v" then
    local last = lines[#lines]
    -- The mark stands on the last character, whatever number of bytes it has.
    local stop = to[3] > #last and #last or to[3] - 1 + #vim.fn.strpart(last, to[3] - 1, 1, true)
    range = { from[2] - 1, from[3] - 1, to[2] - 1, stop }
    lines = vim.api.nvim_buf_get_text(0, range[1], range[2], range[3], range[4], {})
  end
  return table.concat(lines, " "), range
end

local function create_commands()
  local command = vim.api.nvim_create_user_command
  command("OnrecordWhoSaid", function(args)
    M.who_said(args.args ~= "" and args.args or selected(args), args.bang)
  end, { nargs = "*", range = true, bang = true, desc = "Who said these words, or the selected ones?" })
  command("OnrecordInsert", function(args)
    local words, range = selected(args)
    if args.args ~= "" then
      local at = vim.api.nvim_win_get_cursor(0)
      words, range = args.args, { at[1] - 1, at[2], at[1] - 1, at[2] }
    end
    M.insert_quote(words, range)
  end, { nargs = "*", range = true, desc = "Insert a quote with its source" })
  command("OnrecordQuotes", M.quotes, { desc = "The draft's quotes by how they stand to the record" })
  command("OnrecordRecord", function(args)
    M.record(args.fargs)
  end, { nargs = "*", complete = "file", desc = "The files and folders of the record" })
  command("OnrecordAdd", function()
    execute("onrecord.addToRecord", { vim.uri_from_bufnr(0) }, function(uri)
      vim.notify("onrecord: on record now: " .. vim.fn.fnamemodify(vim.uri_to_fname(uri), ":~:."), vim.log.levels.INFO)
    end)
  end, { desc = "Put a copy of this article on record" })
  command("OnrecordReindex", function()
    execute("onrecord.reindex", {})
  end, { desc = "Read the whole record anew" })
  command("OnrecordSheet", function()
    execute("onrecord.factCheckSheet", { vim.uri_from_bufnr(0) }, function(uri)
      vim.cmd.edit(vim.fn.fnameescape(uri))
    end)
  end, { desc = "The fact-check sheet of this draft" })
  command("OnrecordLog", function()
    execute("onrecord.showLog", {}, function(uri)
      vim.cmd.edit(vim.fn.fnameescape(uri))
    end)
  end, { desc = "The server's log" })
  command("OnrecordRestart", M.restart, { desc = "Restart the server" })
end

--- Fills an `onrecord:` buffer with what the server has for it.
local function read_virtual(args)
  local buffer = args.buf
  vim.bo[buffer].buftype = "nofile"
  vim.bo[buffer].swapfile = false
  local client = M.client()
  if not client then
    return
  end
  -- Waited for: whoever opens the buffer goes to a place in it at once.
  local params, answer, why = { uri = args.match }, nil, nil
  if vim.fn.has("nvim-0.11") == 1 then
    answer, why = client:request_sync("workspace/textDocumentContent", params, 5000, buffer)
  else
    answer, why = client.request_sync("workspace/textDocumentContent", params, 5000, buffer)
  end
  local result = answer and given(answer.result)
  why = why or answer and answer.err and answer.err.message or "no such document"
  local text = result and result.text or ("onrecord: " .. why)
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(text, "\r?\n"))
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].modified = false
  vim.bo[buffer].filetype = args.match:find("%.md") and "markdown" or "text"
end

--- Starts the server for drafts. No options are needed.
---@param options? onrecord.Options
function M.setup(options)
  M.options = vim.tbl_deep_extend("force", vim.deepcopy(M.defaults), options or {})
  create_commands()
  local group = vim.api.nvim_create_augroup("onrecord", { clear = true })
  vim.api.nvim_create_autocmd("BufReadCmd", { group = group, pattern = "onrecord://*", callback = read_virtual })
  if vim.lsp.config and vim.lsp.enable then
    vim.lsp.config("onrecord", M.config())
    vim.lsp.enable("onrecord")
    return
  end
  -- Neovim 0.10 has neither.
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = M.options.filetypes,
    callback = function(args)
      if vim.bo[args.buf].buftype == "" then
        M.attach(args.buf)
      end
    end,
  })
end

return M
