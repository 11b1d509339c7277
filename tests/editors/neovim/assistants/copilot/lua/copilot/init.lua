return {
  setup = function(options)
    assert(options.suggestion.keymap.accept == false)
  end,
}
