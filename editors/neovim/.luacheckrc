std = "luajit"
max_line_length = 110
read_globals = { "vim" }
-- Options are set through the tables of `vim`.
globals = { "vim.bo", "vim.b", "vim.g", "vim.o", "vim.wo" }
