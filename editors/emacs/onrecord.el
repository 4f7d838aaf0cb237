;;; onrecord.el --- Hold a draft against the record -*- lexical-binding: t; -*-
;; Emacs 29 and later, or 28 with eglot from GNU ELPA. Load it, then M-x eglot in a draft.
(require 'eglot)

(add-to-list 'eglot-server-programs
             '((markdown-mode gfm-mode text-mode html-mode mhtml-mode) . ("onrecord" "lsp")))

(defun onrecord-who-said (words)
  "Ask the record who said WORDS, the region or what is typed, and open the answer chosen."
  (interactive (list (if (use-region-p)
                         (buffer-substring-no-properties (region-beginning) (region-end))
                       (read-string "Who said this? "))))
  (let* ((said (jsonrpc-request (eglot--current-server-or-lose) :workspace/executeCommand
                                (list :command "onrecord.whoSaid" :arguments (vector words))))
         (answers (mapcar (lambda (s)
                            (cons (format "%s, %s: %s" (or (plist-get s :speaker) "speaker not named")
                                          (plist-get s :credit)
                                          (string-join (split-string (plist-get s :text)) " "))
                                  (plist-get s :location)))
                          said)))
    (if (null answers)
        (message "Nobody on record said that")
      (let ((place (cdr (assoc (completing-read "Who said this? " answers nil t nil nil (caar answers)) answers))))
        (when place
          (find-file (eglot--uri-to-path (plist-get place :uri)))
          (let ((range (eglot--range-region (plist-get place :range))))
            (goto-char (car range))
            (push-mark (cdr range) t t)))))))

(provide 'onrecord)
;;; onrecord.el ends here
