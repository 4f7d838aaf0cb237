--- `:checkhealth onrecord`
local M = {}

function M.check()
  local onrecord = require("onrecord")
  vim.health.start("onrecord")
  if vim.fn.has("nvim-0.10") == 0 then
    vim.health.error("Neovim 0.10 or later is needed")
    return
  end
  local program = onrecord.options.cmd[1]
  if vim.fn.executable(program) == 0 then
    vim.health.error(("`%s` cannot be run"):format(program), { "Install it, or set `cmd` in require('onrecord').setup{}" })
    return
  end
  vim.health.ok(vim.trim(vim.fn.system({ program, "--version" })))
  local file = vim.fs.find("onrecord.toml", { upward = true, path = vim.fn.getcwd() })[1]
  if file then
    vim.health.ok("configuration: " .. file)
  else
    vim.health.warn("no onrecord.toml here or above: no record to hold drafts against", {
      'Create one with:  [record]\\n  paths = ["archive/"]',
    })
  end
  local clients = vim.lsp.get_clients({ name = "onrecord" })
  if #clients == 0 then
    vim.health.info("no server is running; open a draft: " .. table.concat(onrecord.options.filetypes, ", "))
  end
  for _, client in ipairs(clients) do
    vim.health.ok(("running, for %s"):format(client.config.root_dir or "a single file"))
  end
end

return M
