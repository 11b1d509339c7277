" The key is answered with keys that put in the text.

function! codeium#CompletionText() abort
  return g:completion
endfunction

function! codeium#Accept() abort
  return exists('g:completion') ? "\<C-R>\<C-O>=codeium#CompletionText()\<CR>" : "\t"
endfunction
