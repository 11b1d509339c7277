return {
  setup = function(options)
    assert(options.virtual_text.key_bindings.accept == false)
  end,
}
