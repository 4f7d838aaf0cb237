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
  local items = vim.lsp.util.locations_to_items(locations, encoding)
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

local function execute(command, arguments, answer)
  local client = M.client()
  if not client then
    return
  end
  local params = { command = command, arguments = arguments }
  local function handler(err, result)
    if err then
      vim.notify("onrecord: " .. (err.message or vim.inspect(err)), vim.log.levels.ERROR)
    elseif answer then
      answer(result, client)
    end
  end
  -- A method since 0.11, a field before.
  if vim.fn.has("nvim-0.11") == 1 then
    client:request("workspace/executeCommand", params, handler)
  else
    client.request("workspace/executeCommand", params, handler)
  end
end

--- Who said these words? A list to choose from, which opens the source.
---@param words string
function M.who_said(words)
  execute("onrecord.whoSaid", { words }, function(found, client)
    if not found or #found == 0 then
      vim.notify("onrecord: nobody on record said that", vim.log.levels.INFO)
      return
    end
    vim.ui.select(found, {
      prompt = "Who said this?",
      format_item = function(m)
        local who = m.speaker ~= vim.NIL and m.speaker or "speaker not named"
        return ("%s, %s: %s"):format(who, m.credit, m.text:gsub("%s+", " "))
      end,
    }, function(chosen)
      if chosen and chosen.location ~= vim.NIL then
        M.jump(chosen.location, client.offset_encoding)
      end
    end)
  end)
end

--- The words of the visual selection that a command's range stands for.
local function selected_words(range)
  local from, to = vim.fn.getpos("'<"), vim.fn.getpos("'>")
  local lines
  if from[2] == range.line1 and to[2] == range.line2 and vim.fn.visualmode() == "v" then
    lines = vim.fn.getregion and vim.fn.getregion(from, to, { type = "v" })
  end
  lines = lines or vim.api.nvim_buf_get_lines(0, range.line1 - 1, range.line2, false)
  return table.concat(lines, " ")
end

local function create_commands()
  local command = vim.api.nvim_create_user_command
  command("OnrecordWhoSaid", function(args)
    M.who_said(args.args ~= "" and args.args or selected_words(args))
  end, { nargs = "*", range = true, desc = "Who said these words, or the selected ones?" })
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
  local function handler(err, result)
    local text = result and result ~= vim.NIL and result.text or ("onrecord: " .. (err and err.message or "no such document"))
    vim.bo[buffer].modifiable = true
    vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(text, "\n"))
    vim.bo[buffer].modifiable = false
    vim.bo[buffer].modified = false
  end
  local params = { uri = args.match }
  if vim.fn.has("nvim-0.11") == 1 then
    client:request("workspace/textDocumentContent", params, handler)
  else
    client.request("workspace/textDocumentContent", params, handler)
  end
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
      local config = M.config()
      if vim.bo[args.buf].buftype == "" then
        config.root_dir = vim.fs.root(args.buf, M.options.root_markers)
        vim.lsp.start(config, { bufnr = args.buf })
      end
    end,
  })
end

return M
