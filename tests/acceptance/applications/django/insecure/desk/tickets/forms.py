from django import forms

from .models import Comment, Ticket


class TicketForm(forms.ModelForm):
    class Meta:
        model = Ticket
        fields = ["subject", "body", "priority"]


class CommentForm(forms.ModelForm):
    class Meta:
        model = Comment
        fields = ["text"]


class AttachmentForm(forms.Form):
    title = forms.CharField(max_length=200)
    file = forms.FileField()


class SearchForm(forms.Form):
    q = forms.CharField(max_length=100, required=False)
    state = forms.ChoiceField(choices=[("", "all"), *Ticket.STATES], required=False)
    order = forms.CharField(max_length=30, required=False)
