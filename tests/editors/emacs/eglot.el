;;; eglot.el --- What a person does in Emacs with eglot  -*- lexical-binding: t -*-

;; Run by test_eglot.py:  emacs --batch -l SETTINGS -l eglot.el FILE
;; Opens FILE with the settings that editors/README.md shows, waits for what is marked, takes the first quick fix of the first
;; mark, and prints after each step what there is to see.

;;; Code:

(require 'eglot)
(require 'flymake)
(require 'cl-lib)

(defun seen-marks ()
  "What is marked: line and message of each."
  (sort (mapcar (lambda (mark)
                  (format "%d: %s"
                          (line-number-at-pos (flymake-diagnostic-beg mark))
                          (flymake-diagnostic-text mark)))
                (flymake-diagnostics))
        #'string<))

(defun wait-for-marks (count)
  "Wait until COUNT places are marked, 30 seconds at most."
  (let ((end (+ (float-time) 30)))
    (while (and (/= count (length (flymake-diagnostics))) (< (float-time) end))
      (accept-process-output nil 0.05)
      (eglot--signal-textDocument/didChange) ; sent when Emacs is idle, which it never is in a batch
      (unless (flymake-running-backends) (flymake-start)))))

(defun take-first-fix ()
  "Apply the first quick fix at point, and print its title."
  ;; A menu of the window system is asked after the mouse, the minibuffer after a key.
  (cl-letf ((last-nonmenu-event ?.)
            ((symbol-function 'completing-read)
             (lambda (_prompt choices &rest _)
               (message "offered: %s" (caar choices))
               (caar choices))))
    (eglot-code-actions (point) (point) "quickfix" t)))

(find-file (pop command-line-args-left))
(setq eglot-sync-connect 30)
(apply #'eglot (eglot--guess-contact))
(wait-for-marks 1)
(dolist (mark (seen-marks)) (message "marked: %s" mark))
(goto-char (flymake-diagnostic-beg (car (flymake-diagnostics))))
(take-first-fix)
(wait-for-marks 0)
(message "left: %d" (length (flymake-diagnostics)))
(write-region nil nil (concat buffer-file-name ".fixed"))
(set-buffer-modified-p nil)
(call-interactively #'eglot-shutdown)
;;; eglot.el ends here
