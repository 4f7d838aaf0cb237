-- Nothing starts before `require("onrecord").setup{}`; this only guards against being loaded twice.
if vim.g.loaded_onrecord then
  return
end
vim.g.loaded_onrecord = true
