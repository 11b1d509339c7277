return {
  setup = function(options)
    assert(options.disable_keymaps)
  end,
}
