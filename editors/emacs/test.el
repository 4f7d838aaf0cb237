;;; test.el --- What a writer sees of onrecord in Emacs -*- lexical-binding: t; -*-
(require 'flymake)
(require 'xref)

(defvar failed 0)
(defvar words (getenv "words"))
(defvar draft (expand-file-name "draft.md" (getenv "WORK")))

(defun check (what ok &optional got)
  (unless ok (setq failed (1+ failed)))
  (princ (format "%s %s%s\n" (if ok "ok" "FAILED") what (if ok "" (format ": %S" got)))))

(defun wait (condition)
  "The value of CONDITION once it has one, while what comes from the server is taken in."
  (let ((end (+ (float-time) 20)) got)
    (while (and (not (setq got (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05))
    got))

(defun finding ()
  (seq-find (lambda (d) (string-match-p "Q001\\|Keller" (flymake-diagnostic-text d))) (flymake-diagnostics)))

(setq eglot-sync-connect 20 eglot-confirm-server-initiated-edits nil eglot-autoshutdown nil)
(find-file draft)
(unless (derived-mode-p 'markdown-mode) (text-mode))
;; Without a screen nothing is shown, and what is not shown is not checked.
(switch-to-buffer (current-buffer))
(apply #'eglot--connect (eglot--guess-contact))
(eglot--maybe-activate-editing-mode)
(unless (bound-and-true-p flymake-mode) (flymake-mode 1))
(wait (lambda () (flymake-start) (finding)))
(let ((d (finding)))
  (check "a misattributed quote is a diagnostic" d (flymake-diagnostics))
  (when d
    (let ((spot (buffer-substring-no-properties (flymake-diagnostic-beg d) (flymake-diagnostic-end d))))
      (check "at the very words, behind an emoji" (string-match-p (format "\\`“?%s,?”?\\'" words) spot) spot))))

(goto-char (point-min))
(search-forward "lighthouse")
(let* ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover (eglot--TextDocumentPositionParams)))
       (text (plist-get (plist-get hover :contents) :value)))
  (check "hover tells who said it" (and (string-match-p "Marta Keller" text) (string-match-p "Lake Courier" text)) text))

(let* ((place (car (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot))))
       (marker (and place (xref-location-marker (xref-item-location place)))))
  (check "definition leads to the source"
         (and marker (string-suffix-p "courier.md" (buffer-file-name (marker-buffer marker)))) place)
  (when marker
    (with-current-buffer (marker-buffer marker)
      (goto-char marker)
      (check "at the very words" (looking-at-p (regexp-quote words)) (buffer-substring (point) (line-end-position))))))

(let* ((d (finding))
       (actions (and d (eglot-code-actions (flymake-diagnostic-beg d) (flymake-diagnostic-end d))))
       (fix (seq-find (lambda (a) (eq (plist-get a :isPreferred) t)) actions)))
  (check "there is a fix" fix actions)
  (when fix
    (if (fboundp 'eglot-execute)
        (eglot-execute (eglot--current-server-or-lose) fix)
      (eglot--apply-workspace-edit (plist-get fix :edit)))
    (goto-char (point-min))
    (check "the fix puts the name right" (search-forward "said Marta Keller." nil t) (buffer-string))
    (eglot--signal-textDocument/didChange)
    (check "and the finding goes" (wait (lambda () (flymake-start) (not (finding)))) (flymake-diagnostics))))

(cl-letf (((symbol-function 'completing-read) (lambda (_ answers &rest _) (caar answers))))
  (onrecord-who-said "never sell the old lighthouse"))
(check "who said this? opens the source at the words"
       (and (string-suffix-p "courier.md" (buffer-file-name)) (looking-at-p "never sell the old lighthouse"))
       (list (buffer-file-name) (point)))
(princ (if (= failed 0) "all passed\n" (format "%d failed\n" failed)))
(with-current-buffer (find-buffer-visiting draft) (set-buffer-modified-p nil))
(kill-emacs (min failed 1))
